using Apache.Arrow;
using Apache.Arrow.Types;

namespace FedMl.BatchScoring.Columns;

/// <summary>Some rows of a column.</summary>
internal static class ArrowTake
{
    /// <summary>Copies the rows, in their order.</summary>
    public static IArrowArray Rows(IArrowArray array, ReadOnlySpan<int> rows) => array switch
    {
        StringArray texts => Texts(texts, rows),
        BooleanArray bools => Bools(bools, rows),
        _ => FixedWidth(array, rows),
    };

    private static StringArray Texts(StringArray array, ReadOnlySpan<int> rows)
    {
        var builder = new StringArray.Builder().Reserve(rows.Length);
        foreach (var row in rows)
        {
            var text = array.GetBytes(row, out var isNull);
            if (isNull)
            {
                builder.AppendNull();
            }
            else
            {
                builder.Append(text);
            }
        }

        return builder.Build();
    }

    private static BooleanArray Bools(BooleanArray array, ReadOnlySpan<int> rows)
    {
        var builder = new BooleanArray.Builder().Reserve(rows.Length);
        foreach (var row in rows)
        {
            if (array.GetValue(row) is { } value)
            {
                builder.Append(value);
            }
            else
            {
                builder.AppendNull();
            }
        }

        return builder.Build();
    }

    private static IArrowArray FixedWidth(IArrowArray array, ReadOnlySpan<int> rows)
    {
        var data = array.Data;
        var size = ((FixedWidthType)data.DataType).BitWidth / 8;
        var source = data.Buffers[1].Span[(data.Offset * size)..];
        var values = new byte[rows.Length * size];
        for (var i = 0; i < rows.Length; i++)
        {
            source.Slice(rows[i] * size, size).CopyTo(values.AsSpan(i * size));
        }

        var (validity, nulls) = Validity(array, rows);
        return ArrowArrayFactory.BuildArray(new ArrayData(data.DataType, rows.Length, nulls, 0, [validity, new ArrowBuffer(values)]));
    }

    private static (ArrowBuffer Bits, int Nulls) Validity(IArrowArray array, ReadOnlySpan<int> rows)
    {
        if (array.NullCount == 0)
        {
            return (ArrowBuffer.Empty, 0);
        }

        var bits = new byte[(rows.Length + 7) / 8];
        var nulls = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (array.IsNull(rows[i]))
            {
                nulls++;
            }
            else
            {
                BitUtility.SetBit(bits, i);
            }
        }

        return (new ArrowBuffer(bits), nulls);
    }
}
