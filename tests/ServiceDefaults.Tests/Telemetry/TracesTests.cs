using System.Text;
using FedMl.Protos.Features.V1;

namespace FedMl.ServiceDefaults.Tests.Telemetry;

public sealed class TracesTests
{
    [Theory]
    [InlineData("grpc", "/opentelemetry.proto.collector.trace.v1.TraceService/Export")]
    [InlineData("http/protobuf", "/v1/traces")]
    public async Task Call_WithAnEndpoint_SendsItsSpanThere(string protocol, string path)
    {
        await using var collector = await TraceCollector.StartAsync(protocol == "grpc");
        var endpoint = protocol == "grpc" ? collector.Address : new Uri(collector.Address, path);

        await CallAsync("--OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.ToString(), "--OTEL_EXPORTER_OTLP_PROTOCOL", protocol);

        var (sentTo, bytes) = Assert.Single(collector.Exports);
        Assert.Equal(path, sentTo);
        // Texts stand in a protobuf as they are.
        var text = Encoding.Latin1.GetString(bytes);
        Assert.Contains("fedml-test", text, StringComparison.Ordinal);
        Assert.Contains("fedml.features.v1.FeaturesService/ListSpaces", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithATraceOfItsCaller_GoesOnWithIt()
    {
        const string TraceId = "0af7651916cd43dd8448eb211c80319c";
        await using var collector = await TraceCollector.StartAsync(grpc: true);

        await CallAsync($"00-{TraceId}-b7ad6b7169203331-01", ["--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address.ToString()]);

        Assert.True(Assert.Single(collector.Exports).Bytes.AsSpan().IndexOf(Convert.FromHexString(TraceId)) > 0);
    }

    [Fact]
    public async Task Call_WithoutAnEndpoint_SendsNothing()
    {
        await using var collector = await TraceCollector.StartAsync(grpc: true);

        await CallAsync();

        Assert.Empty(collector.Exports);
    }

    private static Task CallAsync(params string[] args) => CallAsync(null, args);

    private static async Task CallAsync(string? traceParent, string[] args)
    {
        // Disposing the host sends what has been recorded.
        await using var host = await TestHost.StartAsync(new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse())), args);
        await host.Client.ListSpacesAsync(new ListSpacesRequest(), traceParent is null ? [] : new Grpc.Core.Metadata { { "traceparent", traceParent } });
        await host.StopAsync();
    }
}
