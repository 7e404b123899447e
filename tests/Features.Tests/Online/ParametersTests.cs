using FedMl.Features.Caching;
using FedMl.Features.Columns;
using FedMl.Features.Online;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Prometheus;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests.Online;

/// <summary>Parameters of views over a source that has them.</summary>
public sealed class ParametersTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly ParameterSource source = new();
    private readonly RowCache cache;
    private readonly OnlineFeatures online;
    private readonly FeatureViewCatalog catalog;

    public ParametersTests()
    {
        View("a", "{ name: P_YEAR, type: int64 }, { name: P_CURRENCY, type: string, default: EUR }, { name: P_RATE, type: decimal, default: 1.50 }");
        View("b", "{ name: P_DAY, type: date, default: 2024-02-29 }, { name: P_AT, type: timestamp, default: 2024-02-29T12:00:00Z }, { name: P_CURRENCY, type: string, default: USD }");
        View("c", "{ name: P_YEAR, type: string, default: all }, { name: P_ON, type: bool, default: true }, { name: P_X, type: double, default: 0.5 }");
        var options = Options.Create(new FeaturesOptions { FeatureViews = folder.PathOf("views"), MaxKeyLength = 5 });
        var metrics = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        cache = new RowCache(options, new CacheMetrics(metrics), time);
        catalog = new FeatureViewCatalog(new FeatureViewFolder(options), new RefusingSource(source), cache, new FeaturesMetrics(metrics), NullLogger<FeatureViewCatalog>.Instance);
        online = new OnlineFeatures(catalog, source, new FeaturesMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry())), options, time);
    }

    [Fact]
    public async Task Get_Values_ReachTheSourceWithDefaultsForTheOthers()
    {
        var request = Ask(["a:x", "b:x"]);
        request.Parameters.Add("P_YEAR", new Value { Int64Value = 2024 });
        request.Parameters.Add("P_CURRENCY", new Value { StringValue = "12345" });
        request.Parameters.Add("P_DAY", new Value { StringValue = "2023-01-31" });
        await GetAsync(request);
        Assert.Equal(["a: P_YEAR=2024 P_CURRENCY=12345 P_RATE=1.50", "b: P_DAY=2023-01-31 P_AT=1709208000000000 P_CURRENCY=12345"], source.Asked.Order());
    }

    [Theory]
    [InlineData("';--")]
    [InlineData("%27")]
    [InlineData("\r\n")]
    [InlineData("$$?")]
    public async Task Get_HostileText_IsAValueAndNothingElse(string text)
    {
        var request = Ask(["b:x"]);
        request.Parameters.Add("P_CURRENCY", new Value { StringValue = text });
        await GetAsync(request);
        Assert.Equal([$"b: P_DAY=2024-02-29 P_AT=1709208000000000 P_CURRENCY={text}"], source.Asked);
    }

    [Fact]
    public async Task Get_NumbersThatLoseNothing_AreTaken()
    {
        var request = Ask(["a:x"]);
        request.Parameters.Add("P_YEAR", new Value { Int64Value = 1 });
        request.Parameters.Add("P_RATE", new Value { StringValue = "1.25" });
        await GetAsync(request);
        request.Parameters["P_RATE"] = new Value { Int64Value = -7 };
        await GetAsync(request);
        request = Ask(["c:x"]);
        request.Parameters.Add("P_X", new Value { Int64Value = 3 });
        await GetAsync(request);
        Assert.Equal(
            ["a: P_YEAR=1 P_CURRENCY=EUR P_RATE=1.25", "a: P_YEAR=1 P_CURRENCY=EUR P_RATE=-7", "c: P_YEAR=all P_ON=True P_X=3"], source.Asked);
    }

    [Fact]
    public async Task Get_NumbersThatLoseSomething_AreRefused()
    {
        var request = Ask(["c:x"]);
        request.Parameters.Add("P_X", new Value { Int64Value = 9007199254740993 });
        Assert.Equal("must be double", (await FailsAsync(request)).Faults.Single().Description);
        request = Ask(["a:x"]);
        request.Parameters.Add("P_YEAR", new Value { Int64Value = 1 });
        request.Parameters.Add("P_RATE", new Value { StringValue = "1e3" });
        Assert.Equal("must be decimal", (await FailsAsync(request)).Faults.Single().Description);
    }

    [Fact]
    public async Task Get_ParametersThatCannotBe_AreAllNamed()
    {
        var request = Ask(["a:x", "c:x"]);
        request.Parameters.Add("P_YEAR", new Value { StringValue = "2024" });
        request.Parameters.Add("P_CURRENCY", new Value { StringValue = "123456" });
        request.Parameters.Add("P_RATE", new Value { DoubleValue = 1.5 });
        request.Parameters.Add("P_ON", new Value());
        request.Parameters.Add("P_X", new Value { DoubleValue = double.NaN });
        request.Parameters.Add("P_DAY", new Value { StringValue = "2024" });
        request.Parameters.Add("P\n", new Value { StringValue = "2024" });

        var error = await FailsAsync(request);

        Assert.Equal(ErrorReason.InvalidRequest, error.Reason);
        Assert.Equal(
            [
                "parameters: is no parameter of the views asked for",
                "parameters[P_CURRENCY]: must be string of at most 5 characters",
                "parameters[P_DAY]: is no parameter of the views asked for",
                "parameters[P_ON]: must be bool",
                "parameters[P_RATE]: must be decimal",
                "parameters[P_X]: must be double",
                "parameters[P_YEAR]: must be int64",
            ],
            error.Faults.Select(fault => $"{fault.Field}: {fault.Description}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Get_ParameterWithoutADefault_MustBeSet() =>
        Assert.Equal("feature view a needs a value for P_YEAR", (await FailsAsync(Ask(["a:x"]))).Faults.Single().Description);

    public void Dispose()
    {
        cache.Dispose();
        folder.Dispose();
    }

    private static GetOnlineFeaturesRequest Ask(string[] features) => RunningFeatures.Ask(features, Texts("id", "1"));

    private async Task<GetOnlineFeaturesResponse> GetAsync(GetOnlineFeaturesRequest request)
    {
        await catalog.RefreshAsync(Timeout.InfiniteTimeSpan, default);
        Assert.Empty(catalog.Faults);
        var answer = await online.GetAsync(request, null, default);
        return new GetOnlineFeaturesResponse { Columns = { answer.Columns.Select(column => column.ToMessage()) } };
    }

    private async Task<ServiceException> FailsAsync(GetOnlineFeaturesRequest request) => await Assert.ThrowsAnyAsync<ServiceException>(() => GetAsync(request));

    private void View(string name, string parameters) => folder.Write($"views/{name}.yaml", $$"""
        name: {{name}}
        source: { space: S, asset: {{name}} }
        entity: [ { key: id, type: string } ]
        parameters: [ {{parameters}} ]
        features: [ { name: x, type: string } ]
        """);

    /// <summary>The world outside: a source with input parameters, which notes what it was asked.</summary>
    private sealed class ParameterSource : IBusinessDataSource
    {
        public List<string> Asked { get; } = [];

        public string Name => "parameters";

        public SourceAbilities Abilities => SourceAbilities.Parameters;

        public Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IRowReader Open(RowPlan plan) => new Reader(plan, Asked);

        private sealed class Reader(RowPlan plan, List<string> asked) : IRowReader
        {
            public Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PlanFault>>([]);

            public ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken)
            {
                var values = plan.Parameters.Zip(request.Parameters, (parameter, value) => $"{parameter.Name}={value switch
                {
                    ColumnValues<long> numbers => numbers[0],
                    ColumnValues<double> numbers => numbers[0],
                    ColumnValues<bool> truths => truths[0],
                    _ => (object)((ColumnValues<string>)value)[0],
                }}");
                asked.Add($"{plan.Asset.Asset}: {string.Join(' ', values)}");
                return new(new SourceRows([SourceRows.NotFound], [new ColumnValues<string>()], null));
            }

            public void Dispose()
            {
            }
        }
    }
}
