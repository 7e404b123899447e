using System.Globalization;
using FedMl.Features.Datasphere;
using FedMl.Features.Datasphere.Http;
using FedMl.Protos.Errors.V1;
using FedMl.Tests.Datasphere;
using Prometheus;

namespace FedMl.Features.Tests.Datasphere;

public sealed class RetryTests : TenantScenario
{
    public static TheoryData<string> PassingFaults => [.. Faults.Keys];

    private static Dictionary<string, Fault> Faults { get; } = new(StringComparer.Ordinal)
    {
        ["408"] = new Fault.Status(408),
        ["429 without Retry-After"] = new Fault.Status(429),
        ["429 with Retry-After"] = new Fault.Status(429, "2"),
        ["429 with a date long ago"] = new Fault.Status(429, "Thu, 01 Jan 2015 00:00:00 GMT"),
        ["429 with nonsense"] = new Fault.Status(429, "soon"),
        ["500"] = new Fault.Status(500),
        ["502"] = new Fault.Status(502),
        ["503"] = new Fault.Status(503),
        ["504"] = new Fault.Status(504),
        ["reset"] = new Fault.ResetInBody(),
        ["short"] = new Fault.HalfOfTheBody(),
        ["truncated"] = new Fault.Body("application/json", """{"value":[{"id":"k1","name":"v1"}"""),
    };

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task ReadAsync_FaultThatPasses_IsTriedAgainAndAnsweredWhole(string fault)
    {
        Tenant.Server.Put(Customers(10));
        Tenant.Server.Behaviour.PageSize = 2;
        var reader = await ReaderAsync(time: new SkippingTime());
        Tenant.Server.Fail(Rows, Faults[fault], times: 2);
        Assert.Equal(["v1", "v9", "v5", "v3", "v7"], await ReadAsync(reader, "k1", "k9", "k5", "k3", "k7"));
        Assert.Equal(3 + 2, Seen(Rows));
    }

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task ReadAsync_FaultThatStays_FailsAfterTheLastTry(string fault)
    {
        Tenant.Server.Put(Customers(10));
        var reader = await ReaderAsync(options => options.MaxRetries = 3, new SkippingTime());
        Tenant.Server.Fail(Rows, Faults[fault], times: 100);
        await FailsAsync(reader);
        Assert.Equal(4, Seen(Rows));
    }

    [Theory]
    [InlineData(400, ErrorReason.SourceUnavailable, 2)] // once more in fewer words, for a source in the lineage may be federated
    [InlineData(403, ErrorReason.SourceAccessDenied, 1)]
    [InlineData(404, ErrorReason.SourceUnavailable, 1)]
    [InlineData(405, ErrorReason.SourceUnavailable, 1)]
    [InlineData(501, ErrorReason.SourceUnavailable, 1)]
    [InlineData(204, ErrorReason.SourceUnavailable, 1)]
    public async Task ReadAsync_StatusThatTryingAgainDoesNotMend_FailsAtOnce(int status, ErrorReason reason, int tries)
    {
        Tenant.Server.Put(Customers(1));
        var reader = await ReaderAsync();
        Tenant.Server.Fail(Rows, new Fault.Status(status), times: 100);
        Assert.Contains($"HTTP {status}", (await FailsAsync(reader, reason)).Message, StringComparison.Ordinal);
        Assert.Equal(tries, Seen(Rows));
    }

    [Fact]
    public async Task ReadAsync_Redirected_IsNotFollowed()
    {
        Tenant.Server.Put(Customers(1));
        await using var elsewhere = await DatasphereServer.StartAsync();
        var reader = await ReaderAsync();
        Tenant.Server.Fail(Rows, new Fault.Redirect($"{elsewhere.Address}/steal"));
        await FailsAsync(reader);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task ReadAsync_RetryAfter_IsWaitedForExactly()
    {
        Tenant.Server.Put(Customers(1));
        var time = new SkippingTime();
        var reader = await ReaderAsync(time: time);
        Tenant.Server.Fail(Rows, new Fault.Status(429, "7"));
        Tenant.Server.Fail(Rows, new Fault.Status(503, "0"));
        Assert.Equal(["v0"], await ReadAsync(reader, "k0"));
        Assert.Equal([TimeSpan.FromSeconds(7)], time.Waits);
    }

    [Theory]
    [InlineData("10", 2)]
    [InlineData("11", 1)]
    [InlineData("3600", 1)]
    public async Task ReadAsync_RetryAfterBeyondTheLimit_IsTheCallersToWaitFor(string seconds, int tries)
    {
        Tenant.Server.Put(Customers(1));
        var reader = await ReaderAsync(options => (options.MaxRetryDelaySeconds, options.MaxRetries) = (10, 1), new SkippingTime());
        Tenant.Server.Fail(Rows, new Fault.Status(429, seconds), times: 100);
        var failure = await FailsAsync(reader);
        Assert.Equal(tries, Seen(Rows));
        Assert.Equal(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)), failure.RetryAfter);
    }

    [Fact]
    public async Task ReadAsync_NoRetryAfter_WaitsAreOfDifferentLengthAndWithinTheLimit()
    {
        Tenant.Server.Put(Customers(1));
        var time = new SkippingTime();
        var reader = await ReaderAsync(options => (options.MaxRetries, options.RetryDelayMilliseconds, options.MaxRetryDelaySeconds) = (9, 500, 3), time);
        Tenant.Server.Fail(Rows, new Fault.Status(503), times: 9);
        Assert.Equal(["v0"], await ReadAsync(reader, "k0"));
        Assert.Equal(9, time.Waits.Count);
        Assert.All(time.Waits, wait => Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(3)));
        Assert.InRange(time.Waits.Distinct().Count(), 3, 9);
    }

    [Fact]
    public async Task ReadAsync_BudgetIsSpent_FurtherTriesAreATenthOfTheRequests()
    {
        Tenant.Server.Put(Customers(1));
        // Pauses beyond the breaker's window, so that it is the budget that holds back.
        var reader = await ReaderAsync(options => (options.MaxRetries, options.RetryBudgetPercent) = (3, 10), new SkippingTime());
        Tenant.Server.Fail(Rows, new Fault.Status(429), times: 1000);
        for (var i = 0; i < 50; i++)
        {
            await FailsAsync(reader);
        }

        // Ten are free.
        Assert.InRange(Seen(Rows), 50 + 10, 50 + 10 + 6);
    }

    [Fact]
    public async Task ReadAsync_NoRetriesOrNoBudget_EachRequestIsTriedOnce()
    {
        Tenant.Server.Put(Customers(1));
        Tenant.Server.Fail(Rows, new Fault.Status(503), times: 2);
        await FailsAsync(await ReaderAsync(options => options.MaxRetries = 0));
        await FailsAsync(await ReaderAsync(options => options.RetryBudgetPercent = 0));
        Assert.Equal(2, Seen(Rows));
    }

    [Fact]
    public async Task ReadAsync_Failures_AreCountedByCause()
    {
        Tenant.Server.Put(Customers(1));
        var registry = Metrics.NewCustomRegistry();
        Tenant.Metrics = new DatasphereMetrics(Metrics.WithCustomRegistry(registry));
        var reader = await ReaderAsync(options => options.MaxRetries = 2, new SkippingTime());
        Tenant.Server.Fail(Rows, new Fault.Status(429));
        Tenant.Server.Fail(Rows, new Fault.ResetInBody());
        Assert.Equal(["v0"], await ReadAsync(reader, "k0"));
        Tenant.Server.Fail(Rows, new Fault.Status(403));
        await FailsAsync(reader, ErrorReason.SourceAccessDenied);

        await using var stream = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(stream);
        var text = System.Text.Encoding.UTF8.GetString(stream.ToArray());
        Assert.Contains("fedml_feature_source_retries_total{cause=\"throttled\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("fedml_feature_source_retries_total{cause=\"failed\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("fedml_feature_source_requests_total{outcome=\"refused\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("fedml_feature_source_requests_total{outcome=\"throttled\"} 1", text, StringComparison.Ordinal);
    }
}
