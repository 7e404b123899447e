using ParquetSharp;

namespace FedMl.Benchmarks.Batch;

/// <summary>The rows of the benchmark: always the same ones, made in groups, each from a seed of its own.</summary>
internal static class BatchRows
{
    public const int Features = 30;
    public const int GroupRows = 131_072;

    /// <summary>The values of a group, column by column.</summary>
    public static float[][] Group(int group, int rows)
    {
        var random = new Random(group);
        var columns = new float[Features][];
        for (var i = 0; i < Features; i++)
        {
            columns[i] = new float[rows];
            foreach (ref var value in columns[i].AsSpan())
            {
                value = (random.NextSingle() * 4) - 2;
            }
        }

        return columns;
    }

    /// <summary>Writes a Parquet file of so many rows: an id and the features <c>f0</c> and so on.</summary>
    public static void Write(string path, int rows)
    {
        Column[] columns = [new Column<long>("id"), .. Enumerable.Range(0, Features).Select(i => new Column<float>($"f{i}"))];
        using var writer = new ParquetFileWriter(path, columns, Compression.Snappy);
        for (var (group, first) = (0, 0); first < rows; group++, first += GroupRows)
        {
            var count = Math.Min(GroupRows, rows - first);
            using var target = writer.AppendRowGroup();
            using (var ids = target.NextColumn().LogicalWriter<long>())
            {
                ids.WriteBatch([.. Enumerable.Range(first, count).Select(id => (long)id)]);
            }

            foreach (var column in Group(group, count))
            {
                using var values = target.NextColumn().LogicalWriter<float>();
                values.WriteBatch(column);
            }
        }

        writer.Close();
    }

    /// <summary>The rows in memory, one behind the other.</summary>
    public static float[] InMemory(int rows)
    {
        var values = new float[rows * Features];
        for (var (group, first) = (0, 0); first < rows; group++, first += GroupRows)
        {
            var columns = Group(group, Math.Min(GroupRows, rows - first));
            for (var row = 0; row < columns[0].Length; row++)
            {
                for (var i = 0; i < Features; i++)
                {
                    values[((first + row) * Features) + i] = columns[i][row];
                }
            }
        }

        return values;
    }
}
