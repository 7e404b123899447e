using System.Globalization;
using FedMl.EndToEnd.Tests.Soak;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Onnx;

namespace FedMl.EndToEnd.Tests.RollOut;

/// <summary>Versions take turns under steady load; FEDML_LONG makes it 200 swaps in place of 50.</summary>
public sealed class SwapTests
{
    private const int Versions = 4;

    private static readonly int Swaps = Environment.GetEnvironmentVariable("FEDML_LONG") is { Length: > 0 } ? 200 : 50;

    [Fact]
    public async Task Swaps_UnderSteadyLoad_FailNoRequestAndMixNoAnswers()
    {
        var local = new LocalProcess();
        try
        {
            await local.StartAsync(samples =>
            {
                var folder = new ModelFolder(Path.Combine(samples, "models"));
                for (var version = 1; version <= Versions; version++)
                {
                    folder.Publish(Scored.Model, $"{version}", Graphs.Weighted(version));
                }

                File.WriteAllText(Path.Combine(samples, "models", Scored.Model, "aliases.yaml"), "champion: \"1\"");
            });
            await UntilDefaultAsync(local, "1");
            var scored = new Scored(local);

            // Each kind holds every answer against what the version that it names must give, bit by bit.
            await using var traffic = new Traffic()
                .Add("unary", scored.UnaryAsync).Add("stream", scored.StreamAsync).Add("rest", scored.RestAsync).Add("records", scored.RecordsAsync);
            for (var swap = 1; swap <= Swaps && !traffic.Stopped.IsCancellationRequested; swap++)
            {
                var version = $"{1 + (swap % Versions)}";
                var (status, body) = await local.SendAsync(
                    HttpMethod.Put, local.Rest, $"/v1/models/{Scored.Model}/aliases/champion", $$"""{"version":"{{version}}","by":"swaps","why":"swap {{swap}}"}""");
                Assert.True(status == 200, body.GetRawText());
                await UntilDefaultAsync(local, version);
            }

            await traffic.EndAsync();
            Assert.All(traffic.Counts, kind => Assert.True(kind.Value > 0, kind.Key));
            var (_, changes) = await local.SendAsync(HttpMethod.Get, local.Rest, $"/v1/models/{Scored.Model}/changes");
            Assert.Equal(Swaps, changes.GetProperty("changes")[0].GetProperty("number").GetInt32());
            var loads = (await local.MetricsTextAsync()).Split('\n').First(l => l.StartsWith($"fedml_model_loads_total{{model=\"{Scored.Model}\",result=\"loaded\"}}", StringComparison.Ordinal));
            Assert.True(double.Parse(loads.Split(' ')[1], CultureInfo.InvariantCulture) > Swaps, loads);
        }
        finally
        {
            await local.DisposeAsync();
        }
    }

    private static Task UntilDefaultAsync(LocalProcess local, string version)
    {
        var scoring = new ScoringService.ScoringServiceClient(local.Channel);
        return LocalProcess.UntilAsync(async () =>
            (await scoring.ListModelStatusesAsync(new ListModelStatusesRequest { Model = Scored.Model })).Statuses.Any(s => s.IsDefault && s.Version == version));
    }
}
