using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Online.Wire;

/// <summary>Writes a column of doubles as the generated code of its message would: most features are doubles.</summary>
internal static class DoubleColumn
{
    public static int SizeOf(AnsweredColumn column)
    {
        var rows = column.Rows.Length;
        // A status is below 128, so each takes one byte.
        return WireWriter.SizeOf(column.Name) + WireWriter.SizeOf(rows) + WireWriter.SizeOf(WireWriter.SizeOf(rows * sizeof(double)));
    }

    public static void Write(ref WireWriter writer, AnsweredColumn column)
    {
        var rows = column.Rows.Length;
        writer.Text(Column.NameFieldNumber, column.Name);
        WriteStatuses(column, writer.Content(Column.StatusesFieldNumber, rows));
        writer.Begin(Column.DoublesFieldNumber, WireWriter.SizeOf(rows * sizeof(double)));
        WriteValues(column, (ColumnValues<double>)column.Values, writer.Content(Doubles.ValuesFieldNumber, rows * sizeof(double)));
    }

    private static void WriteStatuses(AnsweredColumn column, Span<byte> target)
    {
        for (var row = 0; row < target.Length; row++)
        {
            target[row] = (byte)column.Statuses[row];
        }

        for (var row = 0; column.Values.HasNulls && row < target.Length; row++)
        {
            target[row] = (byte)column.StatusOf(row);
        }
    }

    private static void WriteValues(AnsweredColumn column, ColumnValues<double> values, Span<byte> target)
    {
        if (BitConverter.IsLittleEndian && values.Count == column.Rows.Length && IsInOrder(column.Rows))
        {
            // Where one is null there is a zero.
            MemoryMarshal.AsBytes(values.Span).CopyTo(target);
            return;
        }

        for (var row = 0; row < column.Rows.Length; row++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(target[(row * sizeof(double))..], column.Rows[row] < 0 ? 0 : values[column.Rows[row]]);
        }
    }

    private static bool IsInOrder(int[] rows)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            if (rows[row] != row)
            {
                return false;
            }
        }

        return true;
    }
}
