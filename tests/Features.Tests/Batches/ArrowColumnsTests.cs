using Apache.Arrow;
using Apache.Arrow.Ipc;
using FedMl.Features.Batches;
using FedMl.Features.Columns;

namespace FedMl.Features.Tests.Batches;

public sealed class ArrowColumnsTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Write_AnyBatch_IsReadBackValueByValue(int seed)
    {
        var batches = new RandomBatches(seed);
        var (schema, first) = batches.Next(rows: 1 + (seed * 13 % 600));
        using var arrow = new ArrowBatches(schema);
        var bytes = new MemoryStream();
        bytes.Write(arrow.Write(first).Span);
        bytes.Write(arrow.Write(first).Span);
        bytes.Write(arrow.End().Span);
        bytes.Position = 0;

        using var reader = new ArrowStreamReader(bytes);
        for (var i = 0; i < 2; i++)
        {
            using var read = reader.ReadNextRecordBatch();
            Assert.Equal(first.Count, read.Length);
            Assert.All(
                schema.KeysOf(first).Concat(schema.FeaturesOf(first)),
                column => Assert.Equal(Values(column), Enumerable.Range(0, read.Length).Select(row => Value(column.Type, read.Column(column.Name), row))));
        }

        Assert.Null(reader.ReadNextRecordBatch());
    }

    private static IEnumerable<object?> Values(BatchColumn column) => Enumerable.Range(0, column.Values.Count).Select(row => column.Values.IsNull(row) ? null : column.Values switch
    {
        ColumnValues<double> doubles => doubles[row],
        ColumnValues<bool> truths => truths[row],
        ColumnValues<long> numbers => numbers[row],
        ColumnValues<byte[]> binaries => Convert.ToHexString(binaries[row]),
        var texts => (object)((ColumnValues<string>)texts)[row].Replace('\ud800', '\ufffd'),
    });

    private static object? Value(ValueType type, IArrowArray array, int row) => array switch
    {
        _ when array.IsNull(row) => null,
        DoubleArray doubles => doubles.GetValue(row),
        BooleanArray truths => truths.GetValue(row),
        Int64Array numbers => numbers.GetValue(row),
        TimestampArray times => times.GetValue(row),
        Date32Array dates => dates.GetDateOnly(row)!.Value.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        StringArray texts => texts.GetString(row),
        BinaryArray binaries when type == ValueType.Binary => Convert.ToHexString(binaries.GetBytes(row)),
        _ => throw new ArgumentOutOfRangeException(nameof(array), array.Data.DataType.Name, null),
    };
}
