using System.Diagnostics;
using System.Globalization;
using FedMl.Benchmarks.Processes;
using FedMl.Protos.Features.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedMl.Benchmarks.Scans;

/// <summary>The command <c>scan</c>: exit code 0 where every answer was right, whatever the figures are.</summary>
internal static class ScanCommand
{
    private const double LeastRatio = 0.7;
    private const double MostMegabytes = 200;
    private const double Megabyte = 1024 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter progress)
    {
        if (!ScanPlan.TryRead(args, out var plan, out var faults))
        {
            await progress.WriteLineAsync(string.Join(Environment.NewLine, [.. faults, ScanPlan.Usage]));
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("fedml-scan-").FullName;
        try
        {
            return await RunAsync(plan, folder, output, progress);
        }
        catch (LoadException exception)
        {
            await progress.WriteLineAsync(exception.Message);
            return 2;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> RunAsync(ScanPlan plan, string folder, TextWriter output, TextWriter progress)
    {
        ScanData.Write(folder, plan.Rows);
        var port = FreePort.Take();
        await using var features = new ChildProcess(
            "Features",
            "dotnet",
            [
                RepositoryFiles.Service("Features"), "--Listen:GrpcPort", $"{port}", "--Listen:MetricsPort", "0",
                "--Features:Data", Path.Combine(folder, "data"), "--Features:FeatureViews", Path.Combine(folder, "views"),
            ]);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        await UntilServedAsync(features, channel);
        using var table = ScanData.OpenTable(folder);

        // Unmeasured: both are warm after it.
        var expected = DuckDbRead.Read(table);
        var right = expected.Are(await ColumnScan.ReadAsync(channel, default)) && expected.Are(await ArrowScan.ReadAsync(channel, default));
        await Task.Delay(TimeSpan.FromSeconds(2));
        var idle = features.Memory;
        List<(double Own, double Columns, double Arrow)> rounds = [];
        var peak = idle;
        async Task<double> TimeAsync(Func<Task<ColumnSums>> scan)
        {
            var started = Stopwatch.GetTimestamp();
            var scanning = scan();
            while (await Task.WhenAny(scanning, Task.Delay(Pause)) != scanning)
            {
                peak = Math.Max(peak, features.Memory);
            }

            var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var read = await scanning;
            right &= expected.Are(read) && read.IsInOrder && read.Rows == plan.Rows;
            return took;
        }

        for (var round = 0; round < plan.Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            expected = DuckDbRead.Read(table);
            var own = Stopwatch.GetElapsedTime(started).TotalSeconds;
            rounds.Add((own, await TimeAsync(() => ColumnScan.ReadAsync(channel, default)), await TimeAsync(() => ArrowScan.ReadAsync(channel, default))));
            await progress.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"DuckDB's reader {own:0.00} s, ScanFeatures {rounds[^1].Columns:0.00} s, as Arrow {rounds[^1].Arrow:0.00} s, memory {peak / Megabyte:0} MB"));
        }

        await output.WriteLineAsync(Report(plan, rounds, idle, peak, right));
        return right ? 0 : 1;
    }

    private static string Report(ScanPlan plan, List<(double Own, double Columns, double Arrow)> rounds, long idle, long peak, bool right)
    {
        var columns = rounds.Select(round => round.Own / round.Columns).Order().ElementAt(rounds.Count / 2);
        var arrow = rounds.Select(round => round.Own / round.Arrow).Order().ElementAt(rounds.Count / 2);
        var above = (peak - idle) / Megabyte;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {plan.Rows} rows of {ScanData.Types.Count} columns, {plan.Rounds} rounds; answers {(right ? "right" : "WRONG")}
            speed of ScanFeatures ÷ DuckDB's own reader {columns:0.00} ≥ {LeastRatio:0.00} {(columns >= LeastRatio ? "met" : "MISSED")}
            speed of ScanFeatures as Arrow ÷ DuckDB's own reader {arrow:0.00} ≥ {LeastRatio:0.00} {(arrow >= LeastRatio ? "met" : "MISSED")}
            memory above idle ({idle / Megabyte:0} MB)  {above:0} ≤ {MostMegabytes:0} MB {(above <= MostMegabytes ? "met" : "MISSED")}
            """);
    }

    private static async Task UntilServedAsync(ChildProcess features, GrpcChannel channel)
    {
        for (var tries = 0; tries < 2400; tries++)
        {
            try
            {
                if ((await new FeaturesService.FeaturesServiceClient(channel).ListFeatureViewsAsync(new ListFeatureViewsRequest())).FeatureViews.Count == 1)
                {
                    return;
                }
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable && !features.HasExited)
            {
                // Not yet.
            }

            await Task.Delay(Pause);
        }

        throw new LoadException(features.Explain("does not serve the feature view"));
    }
}
