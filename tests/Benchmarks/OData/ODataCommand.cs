using System.Diagnostics;
using System.Globalization;
using FedMl.Benchmarks.Processes;
using FedMl.Benchmarks.Scans;
using FedMl.Tests.Datasphere;
using Grpc.Net.Client;

namespace FedMl.Benchmarks.OData;

/// <summary>The command <c>odata</c>: exit code 0 where every answer was right, whatever the figures are.</summary>
internal static class ODataCommand
{
    private const double LeastRatio = 0.7;
    private const double MostMegabytes = 200;
    private const double Megabyte = 1024 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter progress)
    {
        if (!ODataPlan.TryRead(args, out var plan, out var faults))
        {
            await progress.WriteLineAsync(string.Join(Environment.NewLine, [.. faults, ODataPlan.Usage]));
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("fedml-odata-").FullName;
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

    private static async Task<int> RunAsync(ODataPlan plan, string folder, TextWriter output, TextWriter progress)
    {
        ScanData.Write(folder, plan.Rows);
        using var table = ScanData.OpenTable(folder);
        var expected = DuckDbRead.Read(table);
        var rows = RenderedRows.Of(table);
        await using var tenant = await DatasphereServer.StartAsync();
        tenant.Put(RenderedRows.Asset);
        tenant.Behaviour.Instead = rows.Answer;
        using var http = new HttpClient(new SocketsHttpHandler());
        var plain = new PlainReader(http, tenant, plan.PageRows);
        await using var features = Start(tenant, folder, plan, out var port);
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        await ServedView.UntilServedAsync(features, channel);
        var idle = features.Memory;
        var peak = idle;

        // Unmeasured: both are warm after it.
        var right = expected.Are(await plain.ReadAsync());
        right &= expected.Are(await ScanAsync());
        List<(double Plain, double Service)> rounds = [];
        for (var round = 0; round < plan.Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            right &= expected.Are(await plain.ReadAsync());
            var own = Stopwatch.GetElapsedTime(started).TotalSeconds;

            started = Stopwatch.GetTimestamp();
            var read = await ScanAsync();
            rounds.Add((own, Stopwatch.GetElapsedTime(started).TotalSeconds));
            right &= expected.Are(read) && read.IsInOrder;
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"plain reader {rounds[^1].Plain:0.00} s, ScanFeatures {rounds[^1].Service:0.00} s, memory {peak / Megabyte:0} MB"));
        }

        right &= tenant.Unexpected.Count == 0;
        var ratio = rounds.Select(round => round.Plain / round.Service).Order().ElementAt(rounds.Count / 2);
        var above = (peak - idle) / Megabyte;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {plan.Rows} rows of {ScanData.Types.Count} columns in pages of {rows.LargestPage / Megabyte:0} MB, {plan.Rounds} rounds; answers {(right ? "right" : "WRONG")}
            speed of ScanFeatures over OData ÷ a plain reader of the same pages {ratio:0.00} ≥ {LeastRatio:0.00} {(ratio >= LeastRatio ? "met" : "MISSED")}
            memory above idle ({idle / Megabyte:0} MB)  {above:0} ≤ {MostMegabytes:0} MB {(above <= MostMegabytes ? "met" : "MISSED")}
            """));
        return right ? 0 : 1;

        async Task<ColumnSums> ScanAsync()
        {
            var scan = ColumnScan.ReadAsync(channel, default);
            while (await Task.WhenAny(scan, Task.Delay(Pause)) != scan)
            {
                peak = Math.Max(peak, features.Memory);
            }

            return await scan;
        }
    }

    private static ChildProcess Start(DatasphereServer tenant, string folder, ODataPlan plan, out int port)
    {
        var secret = Path.Combine(folder, "secret");
        File.WriteAllText(secret, tenant.ClientSecret);
        port = FreePort.Take();
        return new ChildProcess(
            "Features",
            "dotnet",
            [
                RepositoryFiles.Service("Features"), "--Listen:GrpcPort", $"{port}", "--Listen:MetricsPort", "0", "--Features:FeatureViews", Path.Combine(folder, "views"),
                "--Features:Source", "OData", "--Features:Datasphere:BaseAddress", tenant.Address, "--Features:Datasphere:TokenUrl", tenant.TokenUrl,
                "--Features:Datasphere:ClientId", tenant.ClientId, "--Features:Datasphere:ClientSecretFile", secret, "--Features:Datasphere:ScanPageRows", $"{plan.PageRows}",
            ]);
    }
}
