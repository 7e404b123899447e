using Apache.Arrow;
using Apache.Arrow.Types;

namespace FedMl.BatchScoring.Sources;

/// <summary>Parts of record batches.</summary>
internal static class Batches
{
    /// <summary>The named columns of a batch from a row on; takes the batch.</summary>
    public static RecordBatch Rows(RecordBatch batch, IReadOnlyList<string> columns, int first)
    {
        if (first == 0)
        {
            // The same arrays in another order: they are the new batch's from now on.
            return new RecordBatch(new Schema(columns.Select(batch.Schema.GetFieldByName), null), columns.Select(batch.Column), batch.Length);
        }

        using (batch)
        {
            return Copy([(batch, first, batch.Length - first)], columns);
        }
    }

    /// <summary>Copies slices of batches, one behind the other, into one.</summary>
    public static RecordBatch Copy(IReadOnlyList<(RecordBatch Batch, int First, int Count)> slices, IReadOnlyList<string> columns)
    {
        var fields = columns.Select(name => slices[0].Batch.Schema.GetFieldByName(name));
        var arrays = columns.Select(name => Joined([.. slices.Select(s => ArrowArrayFactory.Slice(s.Batch.Column(name), s.First, s.Count))]));
        return new RecordBatch(new Schema(fields, null), arrays, slices.Sum(s => s.Count));
    }

    // One part alone would be given back as it is, and end with its batch.
    private static IArrowArray Joined(IArrowArray[] parts) =>
        ArrowArrayConcatenator.Concatenate(parts.Length > 1 ? parts : [parts[0], ArrowArrayFactory.Slice(parts[0], 0, 0)]) ?? throw new NotSupportedException($"Columns of the type {parts[0].Data.DataType.Name} cannot be joined.");

    /// <summary>Whether a column's values can be read and written.</summary>
    public static bool IsSupported(IArrowType type) => type.TypeId is
        ArrowTypeId.Boolean or ArrowTypeId.Int8 or ArrowTypeId.Int16 or ArrowTypeId.Int32 or ArrowTypeId.Int64
        or ArrowTypeId.UInt8 or ArrowTypeId.UInt16 or ArrowTypeId.UInt32 or ArrowTypeId.UInt64
        or ArrowTypeId.Float or ArrowTypeId.Double or ArrowTypeId.String
        or ArrowTypeId.Decimal128 or ArrowTypeId.Date32 or ArrowTypeId.Timestamp;
}
