using System.Data.Common;
using FedMl.Features.Columns;
using FedMl.Features.Discovery;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Connections;
using FedMl.Features.Sql.Dialects;
using FedMl.Features.Sql.Statements;

namespace FedMl.Features.Sql;

/// <summary>Reads some rows of an asset, for people.</summary>
internal sealed class AssetRows(SqlRunner runner, Catalogue catalogue, SqlDialect dialect, SqlOptions options)
{
    public async Task<AssetSample> ReadAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, int rows, long maxBytes, CancellationToken cancellationToken)
    {
        var stored = await catalogue.DescribeAsync(asset, cancellationToken);
        var parameters = await catalogue.ListParametersAsync(asset, cancellationToken);
        if (parameters.Any(parameter => !parameter.HasDefault))
        {
            throw new SourceUnavailableException("The asset needs values for its parameters.");
        }

        ColumnRead[] reads = [.. columns.Select(column => Read(stored, column))];
        var statement = SqlStatement.Of($"SELECT {string.Join(", ", reads.Select(read => read.Sql))} FROM {dialect.From(asset, [])} LIMIT {rows}");
        var values = new RowValues([.. columns.Select(column => new PlanColumn(column.Name, column.Type))], reads, options.MaxValueSize);
        return await runner.QueryAsync(
            statement,
            async (DbDataReader reader, CancellationToken token) => Cut(await values.ReadAsync(reader, token), maxBytes),
            deadline: null,
            cancellationToken);
    }

    // A change between the two looks at the catalogue is the only way not to find it.
    private ColumnRead Read(IReadOnlyList<SqlColumn> stored, SourceColumn column) =>
        stored.FirstOrDefault(found => found.Name == column.Name) is { } there && dialect.Read(there, column.Type) is { } read
            ? read
            : throw new SourceUnavailableException("The asset was changed while it was looked at.");

    private static AssetSample Cut(ColumnValues[] values, long maxBytes)
    {
        var rows = values[0].Count;
        var kept = rows;
        while (kept > 1 && values.Sum(column => column.Bytes) / rows * kept > maxBytes)
        {
            kept--;
        }

        return kept == rows ? new AssetSample(values, IsCut: false) : new AssetSample([.. values.Select(column => Start(column, kept))], IsCut: true);
    }

    private static ColumnValues Start(ColumnValues column, int rows)
    {
        var start = column.NewLike();
        for (var row = 0; row < rows; row++)
        {
            start.AddFrom(column, row);
        }

        return start;
    }
}
