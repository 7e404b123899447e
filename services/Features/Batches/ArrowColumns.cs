using Apache.Arrow;
using Apache.Arrow.Types;
using FedMl.Features.Columns;

namespace FedMl.Features.Batches;

/// <summary>Columns as Arrow arrays.</summary>
internal static class ArrowColumns
{
    private static readonly int FirstDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    public static IArrowType TypeOf(ValueType type) => type switch
    {
        ValueType.Int64 => Int64Type.Default,
        ValueType.Double => DoubleType.Default,
        ValueType.Bool => BooleanType.Default,
        ValueType.Date => Date32Type.Default,
        ValueType.Timestamp => new TimestampType(TimeUnit.Microsecond, "UTC"),
        ValueType.Binary => BinaryType.Default,
        _ => StringType.Default,
    };

    /// <param name="type">The values' type.</param>
    /// <param name="values">One a row.</param>
    public static IArrowArray Make(ValueType type, ColumnValues values)
    {
        ArrowBuffer[] buffers = [ValidityOf(values), .. ValuesOf(type, values)];
        return ArrowArrayFactory.BuildArray(new ArrayData(TypeOf(type), values.Count, values.NullCount, 0, buffers));
    }

    private static ArrowBuffer[] ValuesOf(ValueType type, ColumnValues values)
    {
        switch (values)
        {
            case ColumnValues<double> doubles:
                return [new ArrowBuffer(new NumberBytes<double>(doubles.Memory).Memory)];
            case ColumnValues<long> numbers:
                return [new ArrowBuffer(new NumberBytes<long>(numbers.Memory).Memory)];
            case ColumnValues<bool> truths:
                return [Bits(truths.Span)];
            case ColumnValues<string> dates when type == ValueType.Date:
                return [Days(dates)];
            case ColumnValues<string> { Unread: { } texts }:
                return [new ArrowBuffer(new NumberBytes<int>(texts.Offsets).Memory), new ArrowBuffer(texts.Bytes)];
            case ColumnValues<string> texts:
                return ArrowTexts.Make(texts.Span);
            default:
                return ArrowTexts.Make(((ColumnValues<byte[]>)values).Span);
        }
    }

    // None where all rows are there, as Arrow has it.
    private static ArrowBuffer ValidityOf(ColumnValues values)
    {
        if (values.NullCount == 0)
        {
            return ArrowBuffer.Empty;
        }

        var there = new byte[(values.Count + 7) / 8];
        there.AsSpan().Fill(0xFF);
        var missing = values.Missing;
        for (var i = 0; i < missing.Length; i++)
        {
            there[i] = (byte)~missing[i];
        }

        return new ArrowBuffer(there);
    }

    private static ArrowBuffer Bits(ReadOnlySpan<bool> flags)
    {
        var bits = new byte[(flags.Length + 7) / 8];
        for (var row = 0; row < flags.Length; row++)
        {
            bits[row / 8] |= (byte)((flags[row] ? 1 : 0) << (row % 8));
        }

        return new ArrowBuffer(bits);
    }

    private static ArrowBuffer Days(ColumnValues<string> dates)
    {
        var days = new int[dates.Count];
        for (var row = 0; row < days.Length; row++)
        {
            var isDate = dates.Unread is { } texts ? TextForms.TryReadDay(texts[row], out var day) : TextForms.TryReadDay<char>(dates[row], out day);
            days[row] = isDate ? day - FirstDay : 0;
        }

        return new ArrowBuffer(new NumberBytes<int>(days).Memory);
    }
}
