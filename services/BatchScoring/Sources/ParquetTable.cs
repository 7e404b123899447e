using System.Runtime.CompilerServices;
using Apache.Arrow;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace FedMl.BatchScoring.Sources;

/// <summary>A Parquet file, read by Apache Arrow's own reader.</summary>
internal sealed class ParquetTable : ITableFile
{
    private readonly string path;
    private readonly Dictionary<string, int> leaves = new(StringComparer.Ordinal);
    private readonly long[] groupRows;

    /// <exception cref="ParquetException">It is no Parquet file.</exception>
    public ParquetTable(string path)
    {
        this.path = path;
        using var reader = new FileReader(path);
        var fields = new List<Field>();
        var manifest = reader.SchemaManifest;
        for (var i = 0; i < reader.Schema.FieldsList.Count; i++)
        {
            // Lists and structs are no columns of values; their leaves count among the columns of the file.
            if (manifest.SchemaField(i) is { Children.Count: 0 } column)
            {
                fields.Add(reader.Schema.FieldsList[i]);
                leaves[reader.Schema.FieldsList[i].Name] = column.ColumnIndex;
            }
        }

        Schema = new Schema(fields, null);
        groupRows = new long[reader.NumRowGroups];
        for (var group = 0; group < groupRows.Length; group++)
        {
            using var rows = reader.ParquetReader.RowGroup(group);
            groupRows[group] = rows.MetaData.NumRows;
        }
    }

    public Schema Schema { get; }

    public long? RowCount => groupRows.Sum();

    public async IAsyncEnumerable<RecordBatch> ReadAsync(IReadOnlyList<string> columns, long firstRow, int batchRows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (group, skip) = Find(firstRow);
        if (group == groupRows.Length)
        {
            yield break;
        }

        using var properties = ArrowReaderProperties.GetDefault();
        properties.BatchSize = batchRows;
        properties.UseThreads = false;
        using var reader = new FileReader(path, arrowProperties: properties);
        int[] groups = [.. Enumerable.Range(group, groupRows.Length - group)];
        using var batches = reader.GetRecordBatchReader(groups, [.. columns.Select(c => leaves[c]).Order()]);
        while (await batches.ReadNextRecordBatchAsync(cancellationToken) is { } batch)
        {
            if (skip >= batch.Length)
            {
                skip -= batch.Length;
                batch.Dispose();
                continue;
            }

            yield return Batches.Rows(batch, columns, (int)skip);
            skip = 0;
        }
    }

    public void Dispose()
    {
        // Each reading has its own reader.
    }

    private (int Group, long Skip) Find(long row)
    {
        var group = 0;
        while (group < groupRows.Length && row >= groupRows[group])
        {
            row -= groupRows[group++];
        }

        return (group, row);
    }
}
