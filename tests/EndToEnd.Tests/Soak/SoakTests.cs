using System.Globalization;
using FedMl.Tests.Onnx;
using Xunit.Abstractions;

namespace FedMl.EndToEnd.Tests.Soak;

/// <summary>
/// A minute and a half of all that callers do, right and wrong, and of roll-outs: nothing grows. Half an hour with
/// <c>tests/run --long</c>.
/// </summary>
public sealed class SoakTests(LocalProcess local, ITestOutputHelper output) : IClassFixture<LocalProcess>
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("FEDML_LONG") == "1";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(IsLong ? 120 : 30);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(IsLong ? 1800 : 60);

    [Fact]
    public async Task MixedTraffic_AfterWarmUp_GrowsNothing()
    {
        var models = new ModelFolder(Path.Combine(local.Folder, "samples", "models"));
        models.Publish(Scored.Model, "1", Graphs.Weighted(1));
        models.Publish(Unscored.Model, "1", Graphs.Spinning());
        await UntilReadyAsync(Scored.Model, "1");
        await UntilReadyAsync(Unscored.Model, "1");

        var scored = new Scored(local);
        var unscored = new Unscored(local);
        await using var traffic = new Traffic()
            .Add("unary", scored.UnaryAsync)
            .Add("stream", scored.StreamAsync)
            .Add("REST", scored.RestAsync)
            .Add("records", scored.RecordsAsync)
            .Add("keys", scored.KeysAsync)
            .Add("cancelled", unscored.CancelledAsync, TimeSpan.FromMilliseconds(50))
            .Add("late", unscored.LateAsync, TimeSpan.FromMilliseconds(50))
            .Add("malformed gRPC", unscored.MalformedGrpcAsync)
            .Add("malformed REST", unscored.MalformedRestAsync)
            .Add("hung up", unscored.HungUpAsync, TimeSpan.FromMilliseconds(50))
            .Add("roll-out", i => RollOutAsync(models, i + 2), TimeSpan.FromSeconds(1));

        Growth? growth = null;
        try
        {
            await Task.Delay(WarmUp, traffic.Stopped);
            growth = await Growth.WatchAsync(local.ProcessId, Watched, traffic.Stopped);
        }
        catch (OperationCanceledException)
        {
            // A wrong answer ended the traffic; it is thrown at its end.
        }

        await traffic.EndAsync();
        output.WriteLine($"{growth}; answers: {string.Join(", ", traffic.Counts)}");
        Assert.Empty(growth!.Faults);
        Assert.All(traffic.Counts, kind => Assert.True(kind.Value > 5, $"{kind.Key}: {kind.Value} only"));
    }

    // The version before the last is deleted: it is no longer asked for.
    private async Task RollOutAsync(ModelFolder models, int version)
    {
        models.Publish(Scored.Model, version.ToString(CultureInfo.InvariantCulture), Graphs.Weighted(version));
        await UntilReadyAsync(Scored.Model, version.ToString(CultureInfo.InvariantCulture));
        if (version > 2)
        {
            models.Delete(Scored.Model, (version - 2).ToString(CultureInfo.InvariantCulture));
        }
    }

    private Task UntilReadyAsync(string model, string version) => LocalProcess.UntilAsync(async () =>
    {
        var (status, body) = await local.SendAsync(HttpMethod.Get, local.Rest, $"/v1/models/{model}");
        return status == 200 && body.GetProperty("versions").EnumerateArray().Any(v => v.GetProperty("version").GetString() == version && v.GetProperty("isDefault").GetBoolean());
    });
}
