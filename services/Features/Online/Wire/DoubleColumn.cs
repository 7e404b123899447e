using System.Buffers.Binary;
using FedMl.Features.Columns;
using FedMl.Features.Wire;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Online.Wire;

/// <summary>Writes a column of doubles as the generated code of its message would: most features are doubles.</summary>
internal static class DoubleColumn
{
    public static int SizeOf(in AnsweredColumn column)
    {
        var rows = column.Rows.Count;
        // A status is below 128, so each takes one byte.
        return WireWriter.SizeOf(column.Name) + WireWriter.SizeOf(rows) + WireWriter.SizeOf(WireWriter.SizeOf(rows * sizeof(double)));
    }

    public static void Write(ref WireWriter writer, in AnsweredColumn column)
    {
        var rows = column.Rows.Count;
        writer.Text(Column.NameFieldNumber, column.Name);
        WriteStatuses(column, writer.Content(Column.StatusesFieldNumber, rows));
        writer.Begin(Column.DoublesFieldNumber, WireWriter.SizeOf(rows * sizeof(double)));
        var values = (ColumnValues<double>)column.Values;
        if (column.Rows.AreInOrder && values.Count == rows)
        {
            // Where one is null there is a zero.
            writer.Doubles(Doubles.ValuesFieldNumber, values.Span);
        }
        else
        {
            WriteValues(column.Rows.Rows, values.Span, writer.Content(Doubles.ValuesFieldNumber, rows * sizeof(double)));
        }
    }

    private static void WriteStatuses(in AnsweredColumn column, Span<byte> target)
    {
        column.Rows.StatusBytes.CopyTo(target);
        for (var row = 0; column.Values.HasNulls && row < target.Length; row++)
        {
            target[row] = (byte)column.StatusOf(row);
        }
    }

    private static void WriteValues(int[] rows, ReadOnlySpan<double> values, Span<byte> target)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(target[(row * sizeof(double))..], rows[row] < 0 ? 0 : values[rows[row]]);
        }
    }
}
