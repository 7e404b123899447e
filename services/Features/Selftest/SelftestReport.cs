using System.Globalization;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Selftest;

/// <summary>Makes checks and prints a line for each: what was checked, how it ended, what was found and what to do.</summary>
internal sealed class SelftestReport(TextWriter output, TimeProvider time, TimeSpan timeout)
{
    private readonly int[] counts = new int[Enum.GetValues<Outcome>().Length];

    /// <summary>What to do about a failure of the source; set when its kind is known.</summary>
    public Func<ErrorReason, string> AdviceFor { get; set; } = _ => "";

    public bool HasFailed => counts[(int)Outcome.Failed] > 0;

    /// <summary>Makes checks that build on each other: after one that failed the others are only named.</summary>
    /// <returns>The one that failed; null: none.</returns>
    public async Task<string?> RunAsync(IEnumerable<Check> checks, CancellationToken cancellationToken)
    {
        string? failed = null;
        foreach (var check in checks)
        {
            var finding = failed is null ? await FindAsync(check, cancellationToken) : Finding.NotChecked($"needs {failed}");
            counts[(int)finding.Outcome]++;
            await WriteAsync(check.Name, finding);
            failed ??= finding.Outcome == Outcome.Failed ? check.Name : null;
        }

        return failed;
    }

    public Task WriteSumAsync() => output.WriteLineAsync(
        string.Create(CultureInfo.InvariantCulture, $"{counts[(int)Outcome.Ok]} ok, {counts[(int)Outcome.Failed]} failed, {counts[(int)Outcome.NotChecked]} not checked"));

    private async Task<Finding> FindAsync(Check check, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await check.FindAsync(ending.Token).WaitAsync(ending.Token);
        }
        catch (ServiceException failure)
        {
            return Finding.Failed(failure.Message, AdviceFor(failure.Reason));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Failed(string.Create(CultureInfo.InvariantCulture, $"it took longer than {timeout.TotalSeconds} seconds"), AdviceFor(ErrorReason.DeadlineExceeded));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Its text may hold anything.
            return Finding.Failed($"it broke unexpectedly ({exception.GetType().Name})", "This is a fault of the program: report it with this line.");
        }
    }

    private async Task WriteAsync(string name, Finding finding)
    {
        var outcome = finding.Outcome switch
        {
            Outcome.Ok => "ok",
            Outcome.Failed => "FAILED",
            _ => "not checked",
        };
        await output.WriteLineAsync($"{outcome,-12} {name}: {finding.Text}");
        if (finding.Advice.Length > 0)
        {
            await output.WriteLineAsync($"{"",-12} -> {finding.Advice}");
        }
    }
}
