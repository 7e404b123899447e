using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Datasphere;

public sealed class RetryBudgetTests
{
    [Theory]
    [InlineData(10, 0, 10)]
    [InlineData(10, 9, 0)]
    [InlineData(10, 10, 1)]
    [InlineData(100, 7, 7)]
    [InlineData(10, 10_000, 10)]
    [InlineData(0, 10_000, 0)]
    public void TrySpend_AfterRequests_IsTheirShareAndAtMostTen(int percent, int requests, int expected)
    {
        var budget = new RetryBudget(percent);
        if (requests > 0)
        {
            // What is saved in the beginning goes first.
            Spend(budget);
        }

        for (var i = 0; i < requests; i++)
        {
            budget.Earn();
        }

        Assert.Equal(expected, Spend(budget));
    }

    private static int Spend(RetryBudget budget)
    {
        var spent = 0;
        while (budget.TrySpend())
        {
            spent++;
        }

        return spent;
    }
}
