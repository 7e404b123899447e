using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>Rows of a large asset in a table of DuckDB's: a read is a query by keys.</summary>
internal sealed class RowsInDuckDb : ILoadedRows
{
    private readonly string table;
    private readonly RowPlan plan;
    private readonly IReadOnlyList<BoundColumn> bound;
    private readonly DuckDbEngine engine;
    private readonly string select;
    private readonly long nullKeys;

    /// <param name="size">What is known of the rows.</param>
    /// <param name="rangeBytes">What is sorted at a time, about.</param>
    public RowsInDuckDb(RowPlan plan, IReadOnlyList<BoundColumn> bound, OpenAsset asset, DuckDbEngine engine, LoadedSize size, long rangeBytes)
    {
        nullKeys = size.NullKeys;
        this.plan = plan;
        // Sorted and compared by DuckDB, so it is no text any more.
        this.bound = plan.EventTime is null || !bound[^1].IsText
            ? bound
            : [.. bound.SkipLast(1), new BoundColumn($"{DuckDbEngine.TimeOfText}({bound[^1].Sql})", ValueType.Timestamp, IsText: false)];
        this.engine = engine;
        table = engine.NewTableName();
        new SortedTable(plan, this.bound, asset, rangeBytes).Create(table, size);

        var keys = Enumerable.Range(0, plan.Keys.Count).ToArray();
        select = $"SELECT t.* FROM {table} t SEMI JOIN (SELECT {string.Join(", ", keys.Select(i => $"unnest($k{i}) AS k{i}"))}) k "
            + $"ON {string.Join(" AND ", keys.Select(i => $"{bound[i].KeySql($"t.c{i}")} = k.k{i}"))}";
    }

    public async ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken) =>
        await Task.Run(() => Read(request, cancellationToken), cancellationToken);

    public async ValueTask<SourceRows> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken) =>
        await Task.Run(() => new TableHistory(table, plan, bound, engine).Read(request, cancellationToken), cancellationToken);

    public IAsyncEnumerable<ScannedRows> ScanAsync(ScanRequest request, CancellationToken cancellationToken) =>
        new TableScan(table, plan, bound, engine, request, nullKeys).ReadAsync(cancellationToken);

    public void Dispose()
    {
        using var connection = engine.Connect();
        connection.Execute($"DROP TABLE IF EXISTS {table}");
    }

    private SourceRows Read(RowRequest request, CancellationToken cancellationToken)
    {
        using var connection = engine.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = select;
        for (var i = 0; i < request.Keys.Count; i++)
        {
            command.Parameters.Add(KeyParameter.Of($"k{i}", request.Keys[i]));
        }

        using var cancelling = new CommandCancelling(command, cancellationToken);
        try
        {
            using var reader = command.ExecuteReader();
            var loader = new RowLoader(plan, bound, int.MaxValue, long.MaxValue);
            var rows = loader.Load(reader, cancellationToken)!;
            return loader.Faults.Count == 0 ? rows.Read(request) : throw PlanFault.ToException(plan.Asset, [.. loader.Faults]);
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
