using System.Diagnostics;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace FedMl.ServiceDefaults.Tests.Telemetry;

[Collection(AloneCollection.Name)]
public sealed class TraceSwitchesTests
{
    private static readonly ActivityContext Recorded = new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);
    private static readonly ActivityContext NotRecorded = new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None, isRemote: true);

    [Theory]
    [InlineData(true, 1, -1, 6)]
    [InlineData(true, 3, -1, 2)]
    [InlineData(true, 1, 4, 4)]
    [InlineData(true, 2, 2, 2)]
    [InlineData(true, 1, 0, 0)]
    [InlineData(false, 1, -1, 0)]
    public void Sample_OfSixThatBeginHere_FollowsTheRule(bool isOn, int rate, long count, int expected)
    {
        var switches = new TraceSwitches(TraceRule.Off) { Rule = new TraceRule(isOn, rate, count) };

        Assert.Equal(expected, Enumerable.Range(0, 6).Count(_ => IsSampled(switches, default)));
        Assert.Equal(count < 0 ? count : count - expected, switches.Rule.Count);
    }

    [Fact]
    public void Sample_OfThoseThatBeganElsewhere_FollowsTheCaller()
    {
        var switches = new TraceSwitches(new TraceRule(true, 1000, 0));

        Assert.True(IsSampled(switches, Recorded));
        Assert.False(IsSampled(switches, NotRecorded));
        switches.Rule = TraceRule.Off;
        Assert.False(IsSampled(switches, Recorded));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_BySwitch_IsExportedOrNot(bool isOn)
    {
        await using var collector = await TraceCollector.StartAsync(grpc: true);
        var host = await TestHost.StartAsync(new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse())), "--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address.ToString());
        host.Traces.Rule = host.Traces.Rule with { IsOn = isOn };

        await host.Client.ListSpacesAsync(new ListSpacesRequest());

        // Disposing sends what has been recorded.
        await host.StopAsync();
        await host.DisposeAsync();
        Assert.Equal(isOn, collector.Exports.Count > 0);
    }

    [Theory]
    [InlineData(null, null, true, 1)]
    [InlineData("parentbased_always_on", null, true, 1)]
    [InlineData("always_off", null, false, 1)]
    [InlineData("parentbased_traceidratio", "0.25", true, 4)]
    [InlineData("traceidratio", "0", false, 1)]
    [InlineData("traceidratio", "much", true, 1)]
    public void Of_OpenTelemetrysVariables_DecidesTheStart(string? sampler, string? argument, bool isOn, int rate)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:4317",
            ["OTEL_TRACES_SAMPLER"] = sampler,
            ["OTEL_TRACES_SAMPLER_ARG"] = argument,
        }).Build();

        var switches = TraceSwitches.Of(configuration);

        Assert.Equal((true, new TraceRule(isOn, rate, -1)), (switches.HasCollector, switches.Start));
    }

    [Fact]
    public void Of_NoCollector_IsOff()
    {
        var switches = TraceSwitches.Of(new ConfigurationBuilder().Build());

        Assert.Equal((false, TraceRule.Off), (switches.HasCollector, switches.Rule));
    }

    private static bool IsSampled(TraceSwitches switches, ActivityContext parent) =>
        new SwitchedSampler(switches).ShouldSample(new SamplingParameters(parent, ActivityTraceId.CreateRandom(), "call", ActivityKind.Server)).Decision == SamplingDecision.RecordAndSample;
}

/// <summary>Spans of one process reach every host in it, so nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
