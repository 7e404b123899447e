using Apache.Arrow;
using FedMl.Features.Columns;

namespace FedMl.Features.Duckdb;

/// <summary>Adds what DuckDB gives as Arrow arrays to columns, numbers as blocks.</summary>
internal static class ArrowValues
{
    /// <summary>Adds all values of an array; false: one does not convert to the declared type.</summary>
    /// <param name="column">What it is an array of.</param>
    /// <param name="target">What they are added to.</param>
    /// <param name="values">The array.</param>
    /// <param name="known">The column's texts.</param>
    public static bool TryAddAll(BoundColumn column, ColumnValues target, IArrowArray values, RepeatedTexts known)
    {
        switch (values)
        {
            case Int64Array numbers:
                ((ColumnValues<long>)target).AddAll(numbers.Values, ThereOf(numbers));
                return column.Type != ValueType.Timestamp || AreInRange(numbers.Values, numbers);
            case DoubleArray doubles:
                ((ColumnValues<double>)target).AddAll(doubles.Values, ThereOf(doubles));
                return true;
            case BooleanArray truths:
                Add((ColumnValues<bool>)target, truths);
                return true;
            case StringArray texts:
                return TryAdd(column, target, texts, known);
            default:
                Add((ColumnValues<byte[]>)target, (BinaryArray)values);
                return true;
        }
    }

    private static void Add(ColumnValues<bool> target, BooleanArray truths)
    {
        var expanded = new bool[truths.Length];
        var bits = truths.ValueBuffer.Span;
        for (var row = 0; row < expanded.Length; row++)
        {
            expanded[row] = BitUtility.GetBit(bits, truths.Offset + row);
        }

        target.AddAll(expanded, ThereOf(truths));
    }

    private static bool TryAdd(BoundColumn column, ColumnValues target, StringArray texts, RepeatedTexts known)
    {
        for (var row = 0; row < texts.Length; row++)
        {
            var bytes = texts.GetBytes(row, out var isNull);
            if (isNull)
            {
                target.AddNull();
                continue;
            }

            var text = known.Of(bytes, out var isKnown);
            if (isKnown && target is ColumnValues<string> kept)
            {
                kept.Add(text); // It was right before.
            }
            else if (!TextValues.TryAdd(target, column.Type, text))
            {
                return false;
            }
        }

        return true;
    }

    private static void Add(ColumnValues<byte[]> target, BinaryArray binaries)
    {
        for (var row = 0; row < binaries.Length; row++)
        {
            var bytes = binaries.GetBytes(row, out var isNull);
            if (isNull)
            {
                target.AddNull();
            }
            else
            {
                target.Add(bytes.ToArray());
            }
        }
    }

    private static ReadOnlySpan<byte> ThereOf(Apache.Arrow.Array values)
    {
        if (values.Offset != 0)
        {
            throw new NotSupportedException("An array of DuckDB's begins in the middle of its buffers.");
        }

        return values.NullCount == 0 ? [] : values.NullBitmapBuffer.Span;
    }

    // What stands where one is null does not count.
    private static bool AreInRange(ReadOnlySpan<long> times, Int64Array values)
    {
        for (var row = 0; row < times.Length; row++)
        {
            if (!Timestamps.AreInRange(times[row]) && values.IsValid(row))
            {
                return false;
            }
        }

        return true;
    }
}
