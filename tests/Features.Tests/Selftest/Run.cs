using FedMl.Features.Selftest;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.Features.Tests.Selftest;

/// <summary>A run of the self-test, as <c>Program</c> makes it.</summary>
internal sealed record Run(int ExitCode, string Text)
{
    public static async Task<Run> OfAsync(params string[] args)
    {
        await using var output = new StringWriter();
        var exitCode = await SelftestCommand.RunAsync(
            () =>
            {
                var builder = ServiceHost.CreateBuilder(args, "features", listen => listen.GrpcPort = 8081);
                builder.AddFeatures();
                return builder;
            },
            output);
        return new Run(exitCode, output.ToString());
    }

    /// <summary>One check of that name had the outcome, and its line says so.</summary>
    public void Has(string outcome, string check, string says = "") => Assert.True(
        Text.Split(Environment.NewLine).Count(line =>
            line.StartsWith(outcome, StringComparison.Ordinal) && line.Contains($" {check}: ", StringComparison.Ordinal) && line.Contains(says, StringComparison.Ordinal)) == 1,
        $"No line '{outcome} {check}: …{says}' in:\n{Text}");

    /// <summary>The only check that failed, and the advice below it.</summary>
    public void FailedAt(string check, string says, string advice)
    {
        Has("FAILED", check, says);
        Assert.Equal(1, ExitCode);
        Assert.Contains(" 1 failed", Text, StringComparison.Ordinal);
        Assert.Contains(advice, Assert.Single(Text.Split(Environment.NewLine), line => line.TrimStart().StartsWith("-> ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }
}
