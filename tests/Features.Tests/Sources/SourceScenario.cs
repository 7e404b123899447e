using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Expressions;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Tests.Sources;

/// <summary>A source over assets that a test puts into it, and how its rows are asked for and read.</summary>
public abstract class SourceScenario : IDisposable
{
    private protected static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<IDisposable> open = [];

    public void Dispose()
    {
        open.Reverse();
        open.ForEach(item => item.Dispose());
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Puts an asset into the source, in place of one of the same name.</summary>
    protected abstract void Put(TestAsset asset);

    protected abstract void Remove(TestAsset asset);

    /// <summary>The source that is tested, over what was put so far.</summary>
    private protected abstract IBusinessDataSource OpenSource();

    protected virtual void Close()
    {
    }

    private static ValueType TypeOf(string name) => ValueTypes.TryParse(name, out var type) ? type : throw new ArgumentException(name);

    private protected static RowPlan Plan(TestAsset asset, int keys = 1, string? eventTime = null)
    {
        PlanColumn[] columns = [.. asset.Columns.Where(column => column.Name != eventTime).Select(column => new PlanColumn(column.Name, TypeOf(column.Type)))];
        return new RowPlan(
            new AssetReference(asset.Space, asset.Name), columns[..keys], columns[keys..], eventTime is null ? null : new PlanColumn(eventTime, ValueType.Timestamp));
    }

    private protected static ColumnValues<string> Texts(params string[] values)
    {
        var column = new ColumnValues<string>();
        Array.ForEach(values, column.Add);
        return column;
    }

    private protected static ColumnValues<long> Numbers(params long[] values)
    {
        var column = new ColumnValues<long>();
        Array.ForEach(values, column.Add);
        return column;
    }

    private protected static ValueTask<SourceRows> Read(IRowReader reader, params ColumnValues[] keys) => reader.ReadAsync(new RowRequest(keys, [0, 1], Now), default);

    private protected static async Task Fails(ErrorReason reason, IRowReader reader)
    {
        var failure = await Assert.ThrowsAnyAsync<ServiceException>(async () => await Read(reader, Texts("000001")));
        Assert.Equal(reason, failure.Reason);
    }

    // A source may wait for one more look until what it reads has come to rest.
    private protected static async Task<IReadOnlyList<PlanFault>> Settle(IRowReader reader)
    {
        await reader.RefreshAsync(default);
        return await reader.RefreshAsync(default);
    }

    private protected static string[] Values(SourceRows rows, int column, string type = "string") => [.. rows.RowOfKey.Select(row => row switch
    {
        SourceRows.NotFound => "none",
        SourceRows.Ambiguous => "ambiguous",
        SourceRows.KeyInvalid => "invalid",
        _ when rows.Columns[column].IsNull(row) => "null",
        _ => Text(rows.Columns[column], row, type),
    })];

    private static string Text(ColumnValues column, int row, string type) => column switch
    {
        ColumnValues<long> times when type == "timestamp" => Timestamps.ToDateTimeOffset(times[row]).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ColumnValues<long> numbers => numbers[row].ToString(CultureInfo.InvariantCulture),
        ColumnValues<double> numbers => numbers[row].ToString("R", CultureInfo.InvariantCulture),
        ColumnValues<bool> truths => truths[row].ToString(),
        _ => ((ColumnValues<string>)column)[row],
    };

    private protected IBusinessDataSource Source(params TestAsset[] assets)
    {
        Array.ForEach(assets, Put);
        var source = OpenSource();
        if (source is IDisposable disposable)
        {
            open.Add(disposable);
        }

        return source;
    }

    private protected IRowReader Open(IBusinessDataSource source, RowPlan plan)
    {
        var reader = source.Open(plan);
        open.Add(reader);
        return reader;
    }

    private protected async Task<IRowReader> Reader(TestAsset asset, int keys = 1, string? eventTime = null)
    {
        // Two columns are asked for, so there must be two.
        var plan = Plan(asset, keys, eventTime);
        var reader = Open(Source(asset), plan with { Columns = [.. plan.Columns, .. plan.Columns] });
        Assert.Empty(await reader.RefreshAsync(default));
        return reader;
    }

    private protected IRowReader OpenComputing(TestAsset asset, params (string Type, string Expression)[] features)
    {
        PlanColumn[] columns = [.. features.Select(feature => new PlanColumn("", TypeOf(feature.Type), ParsedExpression.Parse(feature.Expression).Expression))];
        var source = new ComputingSource(Source(asset));
        var reader = source.Open(Plan(asset) with { Columns = columns });
        open.Add(reader);
        return reader;
    }

    private protected async Task<IRowReader> ComputingReader(TestAsset asset, params (string Type, string Expression)[] features)
    {
        var reader = OpenComputing(asset, features);
        Assert.Empty(await reader.RefreshAsync(default));
        return reader;
    }

    private protected Task<IRowReader> EventReader() => Reader(
        new TestAsset(
            "S",
            "A",
            [("id", "string"), ("x", "string"), ("at", "timestamp")],
            ["1", "second", "2026-01-03T00:00:00Z"],
            ["1", "first", "2026-01-02T00:00:00Z"],
            ["1", "timeless", null],
            ["1", "rival", "2026-04-01T00:00:00Z"],
            ["1", "other rival", "2026-04-01T00:00:00Z"],
            ["1", "future", "2027-01-01T00:00:00Z"]),
        eventTime: "at");
}
