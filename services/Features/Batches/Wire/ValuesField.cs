using System.Runtime.InteropServices;
using FedMl.Features.Columns;
using FedMl.Features.Wire;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Batches.Wire;

/// <summary>
/// The values of a column, at least one, as a field of a message: a message whose first field has one entry a row, the
/// type's zero where it is null.
/// </summary>
internal sealed class ValuesField
{
    private const int Values = Doubles.ValuesFieldNumber;

    private readonly int number;
    private readonly ValueType type;
    private readonly ColumnValues values;

    // Of the entries alone where they are packed, else with their own fields.
    private readonly int length;

    public ValuesField(int number, ValueType type, ColumnValues values)
    {
        (this.number, this.type, this.values) = (number, type, values);
        length = LengthOf(type, values);
        Size = WireWriter.SizeOf(IsPacked ? WireWriter.SizeOf(length) : length);
    }

    /// <summary>Bytes of the whole field.</summary>
    public int Size { get; }

    private bool IsPacked => type is ValueType.Double or ValueType.Bool or ValueType.Int64;

    public void Write(ref WireWriter writer)
    {
        writer.Begin(number, IsPacked ? WireWriter.SizeOf(length) : length);
        switch (values)
        {
            case ColumnValues<double> doubles:
                writer.Doubles(Values, doubles.Span);
                break;
            case ColumnValues<bool> truths:
                MemoryMarshal.AsBytes(truths.Span).CopyTo(writer.Content(Values, length));
                break;
            case ColumnValues<long> times when type == ValueType.Timestamp:
                foreach (var time in times.Span)
                {
                    Moment.Write(ref writer, Values, time);
                }

                break;
            case ColumnValues<long> numbers:
                writer.Numbers(Values, numbers.Span, length);
                break;
            case ColumnValues<string> texts:
                foreach (var text in texts.Span)
                {
                    writer.Text(Values, text ?? "");
                }

                break;
            case ColumnValues<byte[]> binaries:
                foreach (var bytes in binaries.Span)
                {
                    bytes.CopyTo(writer.Content(Values, bytes?.Length ?? 0));
                }

                break;
        }
    }

    private static int LengthOf(ValueType type, ColumnValues values)
    {
        var length = 0;
        switch (values)
        {
            case ColumnValues<double>:
                return checked(values.Count * sizeof(double));
            case ColumnValues<long> numbers when type != ValueType.Timestamp:
                return WireWriter.SizeOf(numbers.Span);
            case ColumnValues<long> times:
                foreach (var time in times.Span)
                {
                    length += Moment.SizeOf(time);
                }

                return length;
            case ColumnValues<string> texts:
                foreach (var text in texts.Span)
                {
                    length = checked(length + WireWriter.SizeOf(text ?? ""));
                }

                return length;
            case ColumnValues<byte[]> binaries:
                foreach (var bytes in binaries.Span)
                {
                    length = checked(length + WireWriter.SizeOf(bytes?.Length ?? 0));
                }

                return length;
            default:
                return values.Count;
        }
    }
}
