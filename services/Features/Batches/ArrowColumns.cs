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
                return [Bits(values.Count, truths.Span, areSetWhere: true)];
            case ColumnValues<string> dates when type == ValueType.Date:
                return [Days(dates.Span)];
            case ColumnValues<string> texts:
                return ArrowTexts.Make(texts.Span);
            default:
                return ArrowTexts.Make(((ColumnValues<byte[]>)values).Span);
        }
    }

    // None where all rows are there, as Arrow has it.
    private static ArrowBuffer ValidityOf(ColumnValues values) =>
        values.NullCount == 0 ? ArrowBuffer.Empty : Bits(values.Count, values.Nulls, areSetWhere: false);

    /// <summary>A bit for each row, set where the flag is; rows without a flag are as if it were false.</summary>
    private static ArrowBuffer Bits(int count, ReadOnlySpan<bool> flags, bool areSetWhere)
    {
        var bits = new byte[(count + 7) / 8];
        bits.AsSpan().Fill(areSetWhere ? (byte)0 : (byte)0xFF);
        for (var row = 0; row < flags.Length; row++)
        {
            if (flags[row])
            {
                bits[row >> 3] ^= (byte)(1 << (row & 7));
            }
        }

        return new ArrowBuffer(bits);
    }

    private static ArrowBuffer Days(ReadOnlySpan<string> dates)
    {
        var days = new int[dates.Length];
        for (var row = 0; row < days.Length; row++)
        {
            days[row] = dates[row] is null || !TextForms.TryReadDay(dates[row], out var day) ? 0 : day - FirstDay;
        }

        return new ArrowBuffer(new NumberBytes<int>(days).Memory);
    }
}
