using FedMl.Protos.Inference;
using FedMl.ServiceDefaults.Telemetry;
using FedMl.Tests.Onnx;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Setting = FedMl.Protos.Inference.TraceSettingRequest.Types.SettingValue;

namespace FedMl.ScoringEngine.Tests.Extensions;

[Collection(AloneCollection.Name)]
public sealed class TraceSettingTests
{
    private const string Start = """{"trace_level":["TIMESTAMPS"],"trace_rate":"1","trace_count":"-1","log_frequency":"0","trace_file":""}""";
    private static readonly string[] Writable = ["--Scoring:WritableSettings", "true"];

    // A port where nobody listens: what is exported is another test's matter.
    private static readonly string[] Collector = ["--OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"];

    [Fact]
    public async Task TraceSetting_OnTheWire_IsAMapOfLists()
    {
        await using var host = await StartAsync(Collector);

        var settings = (await WireMessage.CallAsync(host, "TraceSetting")).Messages(1).ToDictionary(m => m.Text(1), m => m.Message(2).Text(1));

        Assert.Equal(("TIMESTAMPS", "1", "-1", "0", ""), (settings["trace_level"], settings["trace_rate"], settings["trace_count"], settings["log_frequency"], settings["trace_file"]));
    }

    [Fact]
    public async Task Read_OverRest_IsTheSameForServerAndModel()
    {
        await using var host = await StartAsync(Collector);

        foreach (var path in new[] { "/v2/trace/setting", "/v2/models/m/trace/setting", "/v2/models/m/versions/1/trace/setting" })
        {
            Assert.Equal((200, Start), await host.SendAsync(HttpMethod.Get, path));
        }

        Assert.Equal(404, (await host.SendAsync(HttpMethod.Get, "/v2/models/nobody/trace/setting")).Status);
    }

    [Fact]
    public async Task Write_ByDefault_IsRefusedAndReadingIsNot()
    {
        await using var host = await StartAsync(Collector);

        var text = await Refusal.OfAsync(StatusCode.PermissionDenied, "DISABLED", () => WriteAsync(host, ("trace_level", "OFF")));

        Assert.Contains("Scoring:WritableSettings", text, StringComparison.Ordinal);
        Assert.Equal(403, (await host.SendAsync(HttpMethod.Post, "/v2/trace/setting", """{"trace_level":"OFF"}""")).Status);
        Assert.Equal((200, Start), await host.SendAsync(HttpMethod.Post, "/v2/trace/setting", "{}"));
    }

    [Fact]
    public async Task Write_WhereAllowed_DecidesWhatIsTraced()
    {
        await using var host = await StartAsync([.. Collector, .. Writable]);
        var switches = host.Services.GetRequiredService<TraceSwitches>();

        await WriteAsync(host, ("trace_level", "TIMESTAMPS"), ("trace_rate", "3"), ("trace_count", "1"));
        Assert.Equal(new TraceRule(true, 3, 1), switches.Rule);

        var (_, body) = await host.SendAsync(HttpMethod.Post, "/v2/trace/setting", """{"trace_level":["OFF"],"trace_rate":null,"trace_count":7}""");
        Assert.Equal("""{"trace_level":["OFF"],"trace_rate":"1","trace_count":"7","log_frequency":"0","trace_file":""}""", body);
        Assert.Equal(new TraceRule(false, 1, 7), switches.Rule);

        await WriteAsync(host, ("trace_level", null), ("trace_count", null));
        Assert.Equal(switches.Start, switches.Rule);
    }

    [Fact]
    public async Task Write_WithFaults_NamesAllAndChangesNothing()
    {
        await using var host = await StartAsync([.. Collector, .. Writable]);

        var text = await Refusal.OfAsync(
            StatusCode.InvalidArgument, "INVALID_REQUEST",
            () => WriteAsync(host, ("trace_level", "TENSORS"), ("trace_rate", "0"), ("trace_count", "-2"), ("trace_file", "x"), ("log_frequency", "1"), ("nonsense", "1")));

        Assert.All(["trace_level", "trace_rate", "trace_count", "trace_file", "log_frequency", "nonsense"], name => Assert.Contains(name + ": ", text, StringComparison.Ordinal));
        Assert.Equal((200, Start), await host.SendAsync(HttpMethod.Get, "/v2/trace/setting"));
        Assert.Equal(400, (await host.SendAsync(HttpMethod.Post, "/v2/trace/setting", """{"trace_rate":{"a":1}}""")).Status);
    }

    [Fact]
    public async Task Write_ThatWouldHaveNoEffect_IsNotSupported()
    {
        await using var blind = await StartAsync(Writable);
        Assert.Contains("collector", await Refusal.OfAsync(StatusCode.Unimplemented, "NOT_SUPPORTED", () => WriteAsync(blind, ("trace_level", "TIMESTAMPS"))), StringComparison.Ordinal);
        Assert.StartsWith("""{"trace_level":["OFF"]""", (await blind.SendAsync(HttpMethod.Get, "/v2/trace/setting")).Body, StringComparison.Ordinal);

        await using var host = await StartAsync([.. Collector, .. Writable]);
        Assert.Equal(501, (await host.SendAsync(HttpMethod.Post, "/v2/models/m/trace/setting", """{"trace_level":"OFF"}""")).Status);
    }

    private static Task<RunningScoring> StartAsync(string[] args) => RunningScoring.StartAsync(r => r.Publish("m", "1", ("model.onnx", Graphs.SumAndDifference())), args);

    private static async Task WriteAsync(RunningScoring host, params (string Name, string? Value)[] settings)
    {
        var request = new TraceSettingRequest();
        foreach (var (name, value) in settings)
        {
            request.Settings[name] = value is null ? new Setting() : new Setting { Value = { value } };
        }

        await host.Inference.TraceSettingAsync(request);
    }
}
