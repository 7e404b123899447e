using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Caching;

/// <summary>What the source said of one key: its row, packed, or that it has none or several. Never changes.</summary>
internal sealed class CachedRow
{
    // Objects of the cache around a row, rounded up.
    private const int OverheadBytes = 512;
    private const int BitsOfWord = 64;

    private readonly long[] numbers;
    private readonly object?[] objects;
    private readonly ulong[]? nulls;
    private readonly int state;

    private CachedRow(int state, long fetchedAt, ColumnSet? columns)
    {
        this.state = state;
        FetchedAt = fetchedAt;
        numbers = columns is null ? [] : new long[columns.Numbers];
        objects = columns is null ? [] : new object?[columns.Objects];
    }

    private CachedRow(SourceRows rows, int row, long fetchedAt, ColumnSet columns)
        : this(0, fetchedAt, columns)
    {
        EventTime = rows.EventTimes is { } times ? times[row] : null;
        Bytes = OverheadBytes + (sizeof(long) * (numbers.Length + objects.Length));
        for (var i = 0; i < rows.Columns.Count; i++)
        {
            var slot = columns.Slots[i];
            switch (rows.Columns[i])
            {
                case var values when values.IsNull(row):
                    nulls ??= new ulong[(rows.Columns.Count + BitsOfWord - 1) / BitsOfWord];
                    nulls[i / BitsOfWord] |= 1UL << (i % BitsOfWord);
                    break;
                case ColumnValues<long> values:
                    numbers[slot] = values[row];
                    break;
                case ColumnValues<double> values:
                    numbers[slot] = BitConverter.DoubleToInt64Bits(values[row]);
                    break;
                case ColumnValues<bool> values:
                    numbers[slot] = values[row] ? 1 : 0;
                    break;
                case ColumnValues<string> values:
                    objects[slot] = values[row];
                    Bytes += 22 + (sizeof(char) * values[row].Length);
                    break;
                case ColumnValues<byte[]> values:
                    objects[slot] = values[row];
                    Bytes += 24 + values[row].Length;
                    break;
                case var values:
                    throw new NotSupportedException($"Values of {values.GetType()} cannot be kept.");
            }
        }
    }

    public bool IsFound => state == 0;

    /// <summary><see cref="SourceRows.NotFound"/> or <see cref="SourceRows.Ambiguous"/>, where it is not found.</summary>
    public int State => state;

    /// <summary>Timestamp of when the source was asked.</summary>
    public long FetchedAt { get; }

    public long? EventTime { get; }

    /// <summary>Estimate of the memory taken, bytes.</summary>
    public long Bytes { get; } = OverheadBytes;

    /// <param name="rows">What the source answered.</param>
    /// <param name="key">Which of the keys it was asked for.</param>
    /// <param name="fetchedAt">When it was asked.</param>
    /// <param name="columns">The columns that it was asked for.</param>
    public static CachedRow Of(SourceRows rows, int key, long fetchedAt, ColumnSet columns)
    {
        var row = rows.RowOfKey[key];
        return row >= 0 ? new CachedRow(rows, row, fetchedAt, columns) : new CachedRow(row, fetchedAt, null);
    }

    public bool HasNulls => nulls is not null;

    public bool IsNull(int column) => nulls is not null && (nulls[column / BitsOfWord] & (1UL << (column % BitsOfWord))) != 0;

    public long Number(int slot) => numbers[slot];

    public object Object(int slot) => objects[slot]!;
}
