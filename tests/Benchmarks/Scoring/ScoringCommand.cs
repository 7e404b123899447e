using System.Runtime.InteropServices;
using System.Text.Json;

namespace FedMl.Benchmarks.Scoring;

/// <summary>The command <c>scoring</c>: exit code 0 where every answer was right, whatever the figures are.</summary>
internal static class ScoringCommand
{
    private const int AllRight = 0;
    private const int SomeWrong = 1;
    private const int CannotRun = 2;
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter progress)
    {
        if (!ScoringPlan.TryRead(args, out var plan, out var faults))
        {
            await progress.WriteLineAsync(string.Join(Environment.NewLine, [.. faults, ScoringPlan.Usage]));
            return CannotRun;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        try
        {
            return await RunAsync(plan, output, progress, stop.Token);
        }
        catch (LoadException exception)
        {
            await progress.WriteLineAsync(exception.Message);
            return CannotRun;
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }
    }

    internal static async Task<int> RunAsync(ScoringPlan plan, TextWriter output, TextWriter progress, CancellationToken cancellationToken)
    {
        var machine = await Machine.DescribeAsync();
        var folder = Directory.CreateTempSubdirectory("fedml-benchmark-");
        await using var fleet = new ServerFleet();
        try
        {
            foreach (var model in BenchmarkModel.All.Where(m => plan.Models.Contains(m.Name)))
            {
                model.Publish(folder.FullName);
            }

            await new ServerStarts(plan, fleet, folder.FullName, cancellationToken).StartAllAsync();
            var bench = new Bench(fleet, folder.FullName, cancellationToken);
            if (plan.Explain)
            {
                await output.WriteLineAsync(ExplainReport.Write(plan, machine, await new ExplainRun(plan, bench, progress).RunAsync()));
                return AllRight;
            }

            var rounds = await new RoundRun(plan, bench, progress).RunAsync();
            await output.WriteLineAsync(Report.Write(plan, machine, rounds));
            if (plan.JsonFile is { } file)
            {
                await File.WriteAllTextAsync(file, JsonSerializer.Serialize(CellPlan.Cells(plan).Select(cell => new { Cell = cell, Rounds = rounds.Of(cell) })), cancellationToken);
            }

            return rounds.WrongAnswers == 0 ? AllRight : SomeWrong;
        }
        finally
        {
            await fleet.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }
}
