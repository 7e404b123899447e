using System.Data.Common;
using FedMl.Features.Columns;
using FedMl.Features.Discovery;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql;

/// <summary>Reads some rows of an asset, for people.</summary>
internal sealed class AssetRows(SqlRunner runner, SqlDialect dialect, SqlOptions options)
{
    /// <param name="columns">As the database's catalogue describes them.</param>
    public Task<AssetSample> ReadAsync(AssetReference asset, IReadOnlyList<SqlColumn> columns, int rows, long maxBytes, CancellationToken cancellationToken)
    {
        PlanColumn[] planned = [.. columns.Select(column => new PlanColumn(column.Name, dialect.ToValueType(column)))];
        ColumnRead[] reads = [.. columns.Zip(planned, (column, plan) => dialect.Read(column, plan.Type)!)];
        var statement = SqlStatement.Of($"SELECT {string.Join(", ", reads.Select(read => read.Sql))} FROM {dialect.From(asset, [])} LIMIT {rows}");
        var values = new RowValues(asset, new SelectedColumns([.. planned.Zip(reads)]), options.MaxValueSize);
        return runner.QueryAsync(
            statement,
            async (DbDataReader reader, CancellationToken token) =>
            {
                var (read, isCut) = await values.ReadAsync(reader, maxBytes, token);
                return new AssetSample(read, isCut);
            },
            deadline: null,
            cancellationToken);
    }
}
