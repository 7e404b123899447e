namespace FedMl.Features.Expressions.Typed;

/// <summary>What is wrong with an expression, in the order in which it was found.</summary>
internal sealed class Faults
{
    private readonly List<string> all = [];

    public IReadOnlyList<string> All => all;

    public void Add(int at, string description) => all.Add(ParsedExpression.Describe(at, description));
}
