using FedMl.Benchmarks.Load;
using FedMl.Benchmarks.Requests;

namespace FedMl.Benchmarks.Tests.Load;

/// <summary>Whole loads on a real server: what counts as right, and that nothing else does.</summary>
public sealed class LoadRunTests : IAsyncLifetime
{
    private RunningIdentity server = null!;

    public async Task InitializeAsync() => server = await RunningIdentity.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("Grpc", 1)]
    [InlineData("Grpc", 8)]
    [InlineData("GrpcStream", 1)]
    [InlineData("GrpcStream", 8)]
    [InlineData("RestJson", 8)]
    [InlineData("RestBinary", 8)]
    public void Run_OnARightServer_CountsRightAnswersOnly(string transport, int batch)
    {
        var report = Run(Plan(transport) with { Batch = batch }, RunningIdentity.Rows(256));
        Assert.Empty(report.Faults);
        Assert.True(report.Right > 0);
        Assert.True(report.P50 > 0 && report.P50 <= report.P99 && report.P99 <= report.Max);
    }

    [Theory]
    [InlineData("Grpc", "wrong answer", "y[2] is ")]
    [InlineData("GrpcStream", "wrong answer", "y[2] is ")]
    [InlineData("RestJson", "wrong answer", "y[2] is ")]
    [InlineData("RestBinary", "wrong answer", "y[2] is ")]
    public void Run_WrongAnswers_AreCaughtEachOne(string transport, string kind, string says) => Expect(transport, Misdeed.WrongValue, kind, says);

    [Theory]
    [InlineData("Grpc", "grpc-status 8", "too much of it")]
    [InlineData("GrpcStream", "error_message", "too much of it")]
    [InlineData("RestJson", "HTTP 503", "too much of it")]
    [InlineData("RestBinary", "HTTP 503", "too much of it")]
    public void Run_Refusals_AreCountedByTheirStatus(string transport, string kind, string says) => Expect(transport, Misdeed.Refusal, kind, says);

    [Fact]
    public void Run_OpenLoop_SendsWhatTheRateSays()
    {
        var report = Run(Plan("Grpc") with { Rate = 200, Seconds = 0.5 }, RunningIdentity.Rows(64));
        Assert.Empty(report.Faults);
        Assert.Equal(100, report.Right + report.Unsent);
    }

    [Theory]
    [InlineData("Grpc")]
    [InlineData("GrpcStream")]
    public void Run_RequestsLargerThanTheServersWindows_AllArrive(string transport)
    {
        // Eight at a time of 200 kB each on windows of 64 kB.
        var report = Run(Plan(transport) with { Connections = 1, Streams = 8, Batch = 4 }, RunningIdentity.Rows(32, width: 12_500));
        Assert.Empty(report.Faults);
        Assert.True(report.Right > 0);
    }

    [Fact]
    public void Run_ConnectionsThatBreak_AreFaultsAndComeAnew()
    {
        (server.Misdeeds.Every, server.Misdeeds.Kind) = (50, Misdeed.Abort);
        var report = Run(Plan("Grpc") with { Connections = 1 }, RunningIdentity.Rows(64));
        Assert.Matches("closed|broke", report.Faults["connection"].First);
        Assert.True(report.Right >= 49);
    }

    [Fact]
    public void Run_WhereNobodyListens_SaysSo()
    {
        var plan = Plan("Grpc") with { Target = new Uri("http://127.0.0.1:1") };
        var exception = Assert.Throws<LoadException>(() => Run(plan, RunningIdentity.Rows(64)));
        Assert.Contains("Cannot connect to 127.0.0.1:1: ", exception.Message, StringComparison.Ordinal);
    }

    private void Expect(string transport, Misdeed misdeed, string kind, string says)
    {
        (server.Misdeeds.Every, server.Misdeeds.Kind) = (5, misdeed);
        var report = Run(Plan(transport), RunningIdentity.Rows(256));
        var (found, fault) = Assert.Single(report.Faults);
        Assert.Equal(kind, found);
        Assert.Equal(server.Misdeeds.Done, fault.Count);
        Assert.Contains(says, fault.First, StringComparison.Ordinal);
        Assert.Equal(server.Misdeeds.Requests, report.Right + fault.Count);
    }

    private static LoadReport Run(LoadPlan plan, RowSet rows) => LoadRun.Run(plan, rows);

    private LoadPlan Plan(string transport) => new()
    {
        Target = transport.StartsWith("Rest", StringComparison.Ordinal) ? server.Rest : server.Grpc,
        Transport = Enum.Parse<Transport>(transport),
        Model = "identity",
        Connections = 2,
        Streams = transport.StartsWith("Rest", StringComparison.Ordinal) ? 1 : 4,
        Seconds = 0.3,
    };
}
