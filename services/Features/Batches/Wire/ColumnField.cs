using FedMl.Features.Wire;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Batches.Wire;

/// <summary>A column of a batch as a field of a message, written as the generated code of Column would.</summary>
internal sealed class ColumnField
{
    private readonly int number;
    private readonly BatchColumn column;
    private readonly ValuesField values;
    private readonly int length;

    public ColumnField(int number, BatchColumn column)
    {
        this.number = number;
        this.column = column;
        values = new ValuesField(NumberOf(column.Type), column.Type, column.Values);
        // A status is below 128, so each takes one byte.
        length = WireWriter.SizeOf(column.Name) + (column.HasStatuses ? WireWriter.SizeOf(column.Values.Count) : 0) + values.Size;
        Size = WireWriter.SizeOf(length);
    }

    /// <summary>Bytes of the whole field.</summary>
    public int Size { get; }

    public void Write(ref WireWriter writer)
    {
        writer.Begin(number, length);
        writer.Text(Column.NameFieldNumber, column.Name);
        if (column.HasStatuses)
        {
            column.CopyStatusesTo(writer.Content(Column.StatusesFieldNumber, column.Values.Count));
        }

        values.Write(ref writer);
    }

    private static int NumberOf(ValueType type) => type switch
    {
        ValueType.String => Column.StringsFieldNumber,
        ValueType.Decimal => Column.DecimalsFieldNumber,
        ValueType.Date => Column.DatesFieldNumber,
        ValueType.Int64 => Column.Int64SFieldNumber,
        ValueType.Double => Column.DoublesFieldNumber,
        ValueType.Bool => Column.BoolsFieldNumber,
        ValueType.Timestamp => Column.TimestampsFieldNumber,
        _ => Column.BinariesFieldNumber,
    };
}
