using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using FedMl.Features.Columns;

namespace FedMl.Features.Batches;

/// <summary>Columns as Arrow arrays.</summary>
internal static class ArrowColumns
{
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
    /// <param name="view">Which rows have a value; null: all that are not null.</param>
    public static IArrowArray Make(ValueType type, ColumnValues values, BatchView? view)
    {
        switch (type)
        {
            case ValueType.Int64:
                return Int64s(values, view);
            case ValueType.Timestamp:
                // The builder of timestamps takes objects of .NET; the numbers are there already.
                var numbers = Int64s(values, view).Data;
                return new TimestampArray(new ArrayData(TypeOf(type), numbers.Length, numbers.NullCount, numbers.Offset, numbers.Buffers));
            case ValueType.Double:
                var doubles = new DoubleArray.Builder().Reserve(values.Count);
                Fill<double>(values, view, value => doubles.Append(value), () => doubles.AppendNull());
                return doubles.Build();
            case ValueType.Bool:
                var truths = new BooleanArray.Builder().Reserve(values.Count);
                Fill<bool>(values, view, value => truths.Append(value), () => truths.AppendNull());
                return truths.Build();
            case ValueType.Date:
                var dates = new Date32Array.Builder().Reserve(values.Count);
                Fill<string>(values, view, value => dates.Append(DateOnly.ParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture)), () => dates.AppendNull());
                return dates.Build();
            case ValueType.Binary:
                var binaries = new BinaryArray.Builder().Reserve(values.Count);
                Fill<byte[]>(values, view, value => binaries.Append(value.AsSpan()), () => binaries.AppendNull());
                return binaries.Build();
            default:
                var texts = new StringArray.Builder().Reserve(values.Count);
                Fill<string>(values, view, value => texts.Append(value), () => texts.AppendNull());
                return texts.Build();
        }
    }

    private static Int64Array Int64s(ColumnValues values, BatchView? view)
    {
        var numbers = new Int64Array.Builder().Reserve(values.Count);
        Fill<long>(values, view, value => numbers.Append(value), () => numbers.AppendNull());
        return numbers.Build();
    }

    private static void Fill<T>(ColumnValues values, BatchView? view, Action<T> append, Action appendNull)
        where T : notnull
    {
        var typed = (ColumnValues<T>)values;
        for (var row = 0; row < values.Count; row++)
        {
            if (typed.IsNull(row) || view?.HasValueAt(row) == false)
            {
                appendNull();
            }
            else
            {
                append(typed[row]);
            }
        }
    }
}
