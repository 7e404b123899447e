using System.Globalization;
using System.Runtime.InteropServices;
using FedMl.Benchmarks.Scoring;

namespace FedMl.Benchmarks.Features;

/// <summary>
/// The command <c>features</c>: reads of rows that are kept, round by round beside an echo of the same payload. Exit code 0
/// where every answer was right, whatever the figures are.
/// </summary>
internal sealed class FeaturesCommand(FeaturesPlan plan, TextWriter output, CancellationToken cancellationToken)
{
    private const double Goal = 1.3;
    private readonly FeaturesCell[] cells = [new(1, 1), new(100, 1), new(1, 16), new(100, 16)];

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter progress)
    {
        if (!FeaturesPlan.TryRead(args, out var plan))
        {
            await progress.WriteLineAsync(FeaturesPlan.Usage);
            return 2;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });
        try
        {
            return await new FeaturesCommand(plan, output, stop.Token).RunAsync();
        }
        catch (LoadException exception)
        {
            await progress.WriteLineAsync(exception.Message);
            return 2;
        }
    }

    private async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fedml-benchmark-");
        await using var fleet = new ServerFleet();
        try
        {
            OnlineData.Write(folder.FullName);
            var servers = new FeaturesServers(fleet, folder.FullName, cancellationToken);
            var echo = await servers.EchoAsync();
            var (features, misses) = await servers.FeaturesAsync();
            return await MeasureAsync(echo, features, misses);
        }
        finally
        {
            await fleet.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    private async Task<int> MeasureAsync(RunningServer echo, RunningServer features, AllocationCount misses)
    {
        await output.WriteLineAsync((await Machine.DescribeAsync()).Text);
        foreach (var cell in cells)
        {
            // Fills the cache too, as long as it takes to go through all requests.
            await cell.EchoAsync(echo, plan.Seconds, cancellationToken);
            await cell.FeaturesAsync(features, plan.Seconds, cancellationToken);
        }

        var missed = await misses.ReadAsync(cancellationToken);
        var rounds = cells.ToDictionary(cell => cell, _ => new List<(Measurement Echo, Measurement Features)>());
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var cell in cells)
            {
                rounds[cell].Add((await cell.EchoAsync(echo, plan.Seconds, cancellationToken), await cell.FeaturesAsync(features, plan.Seconds, cancellationToken)));
            }
        }

        foreach (var cell in cells)
        {
            await output.WriteLineAsync(Told(cell, rounds[cell]));
        }

        missed = await misses.ReadAsync(cancellationToken) - missed;
        var wrong = rounds.Values.SelectMany(list => list).Sum(pair => pair.Echo.Load.Wrong + pair.Features.Load.Wrong);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{wrong} wrong answers, {missed} keys that were not kept"));
        return wrong == 0 ? 0 : 1;
    }

    private static string Told(FeaturesCell cell, List<(Measurement Echo, Measurement Features)> rounds)
    {
        double Median(Func<(Measurement Echo, Measurement Features), double> value) => Statistics.Median([.. rounds.Select(value)]);
        var ratio = cell.IsAlone ? Median(pair => pair.Features.Load.P50 / pair.Echo.Load.P50) : Median(pair => pair.Echo.RequestsPerSecond / pair.Features.RequestsPerSecond);
        var (what, echo, features) = cell.IsAlone
            ? ("p50 µs", Median(pair => pair.Echo.Load.P50), Median(pair => pair.Features.Load.P50))
            : ("requests/s", Median(pair => pair.Echo.RequestsPerSecond), Median(pair => pair.Features.RequestsPerSecond));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{cell.Name}: {what} echo {echo:0}, features {features:0}; time ÷ echo's {ratio:0.00} (goal ≤ {Goal}: {(ratio <= Goal ? "met" : "NOT met")}); "
            + $"server µs {Median(pair => pair.Echo.ServerCpu):0} and {Median(pair => pair.Features.ServerCpu):0}, allocated B {Median(pair => pair.Echo.AllocatedBytes!.Value):0} and {Median(pair => pair.Features.AllocatedBytes!.Value):0}");
    }
}
