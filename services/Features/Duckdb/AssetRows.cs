using FedMl.Features.Columns;
using FedMl.Features.Discovery;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>Reads the first rows of an asset.</summary>
internal sealed class AssetRows(OpenAsset asset)
{
    /// <summary>The column as DuckDB reads it; null for what its type of ours cannot hold.</summary>
    public static BoundColumn Bind(string sql, string sourceType, ValueType type)
    {
        var bound = DuckDbTypes.Bind(sql, sourceType, type)!;
        return type == ValueType.Timestamp
            ? bound with { Sql = $"CASE WHEN {bound.Sql} BETWEEN {Timestamps.Min} AND {Timestamps.Max} THEN {bound.Sql} END" }
            : bound;
    }

    public AssetSample Read(IReadOnlyList<SourceColumn> columns, int rows, long maxBytes, CancellationToken cancellationToken)
    {
        BoundColumn[] bound = [.. columns.Select(column => Bind(DuckDbSql.Name(column.Name), column.SourceType, column.Type))];
        ColumnValues[] values = [.. columns.Select(column => ColumnValues.Of(column.Type))];
        using var command = asset.Connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", bound.Select(column => column.Sql))} FROM {asset.From} LIMIT {rows}";
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (values[0].Count > 0 && values.Sum(column => column.Bytes) >= maxBytes)
            {
                return new AssetSample(values, IsCut: true);
            }

            for (var i = 0; i < values.Length; i++)
            {
                if (!bound[i].TryAdd(values[i], reader, i))
                {
                    values[i].AddNull();
                }
            }
        }

        return new AssetSample(values, IsCut: false);
    }
}
