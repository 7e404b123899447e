using FedMl.Features.Columns;

namespace FedMl.Features.Caching;

/// <summary>Makes columns of kept rows, column by column.</summary>
internal static class CachedColumns
{
    /// <param name="set">The columns that the rows were kept with.</param>
    /// <param name="place">Which of them.</param>
    /// <param name="rows">Rows that were found.</param>
    /// <param name="hasNulls">Whether any value of any of them is null.</param>
    public static ColumnValues Make(ColumnSet set, int place, ReadOnlySpan<CachedRow> rows, bool hasNulls)
    {
        if (!hasNulls && set.Types[place] == ValueType.Double)
        {
            return Doubles(set.Slots[place], rows);
        }

        var column = ColumnValues.Of(set.Types[place], rows.Length);
        var slot = set.Slots[place];
        switch (column)
        {
            case ColumnValues<double> doubles:
                foreach (var row in rows)
                {
                    if (row.IsNull(place))
                    {
                        doubles.AddNull();
                    }
                    else
                    {
                        doubles.Add(BitConverter.Int64BitsToDouble(row.Number(slot)));
                    }
                }

                break;
            case ColumnValues<long> longs:
                foreach (var row in rows)
                {
                    if (row.IsNull(place))
                    {
                        longs.AddNull();
                    }
                    else
                    {
                        longs.Add(row.Number(slot));
                    }
                }

                break;
            case ColumnValues<bool> truths:
                foreach (var row in rows)
                {
                    if (row.IsNull(place))
                    {
                        truths.AddNull();
                    }
                    else
                    {
                        truths.Add(row.Number(slot) != 0);
                    }
                }

                break;
            case ColumnValues<string> texts:
                AddObjects(texts, place, slot, rows);
                break;
            case ColumnValues<byte[]> binaries:
                AddObjects(binaries, place, slot, rows);
                break;
        }

        return column;
    }

    // What most features are, without a look at each value's bit.
    private static ColumnValues<double> Doubles(int slot, ReadOnlySpan<CachedRow> rows)
    {
        var numbers = new double[rows.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = BitConverter.Int64BitsToDouble(rows[i].Number(slot));
        }

        return ColumnValues<double>.Over(numbers);
    }

    private static void AddObjects<T>(ColumnValues<T> column, int place, int slot, ReadOnlySpan<CachedRow> rows)
        where T : class
    {
        foreach (var row in rows)
        {
            if (row.IsNull(place))
            {
                column.AddNull();
            }
            else
            {
                column.Add((T)row.Object(slot));
            }
        }
    }
}
