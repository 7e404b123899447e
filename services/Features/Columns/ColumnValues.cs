using System.Numerics;

namespace FedMl.Features.Columns;

/// <summary>
/// The values of one column, one a row. Texts, decimals and dates are held as <see cref="string"/>, whole numbers
/// and timestamps (microseconds since 1970, UTC) as <see cref="long"/>.
/// </summary>
internal abstract class ColumnValues
{
    // Made with the first null: most columns have none.
    private bool[]? nulls;

    public int Count { get; private set; }

    public bool HasNulls => nulls is not null;

    /// <summary>Estimate of the memory taken, bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many values are null.</summary>
    public int NullCount { get; private set; }

    /// <param name="type">Type of the values.</param>
    /// <param name="capacity">Rows that it has room for before it grows.</param>
    public static ColumnValues Of(ValueType type, int capacity = 0) => type switch
    {
        ValueType.String or ValueType.Decimal or ValueType.Date => new ColumnValues<string>(capacity),
        ValueType.Int64 or ValueType.Timestamp => new ColumnValues<long>(capacity),
        ValueType.Double => new ColumnValues<double>(capacity),
        ValueType.Bool => new ColumnValues<bool>(capacity),
        ValueType.Binary => new ColumnValues<byte[]>(capacity),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>For each row whether it is null; rows beyond its end are not.</summary>
    public ReadOnlySpan<bool> Nulls => nulls is null ? [] : nulls.AsSpan(0, Math.Min(nulls.Length, Count));

    public bool IsNull(int row) => nulls is { } known && row < known.Length && known[row];

    public abstract void AddNull();

    /// <summary>An empty column of the same type.</summary>
    public abstract ColumnValues NewLike();

    public abstract int HashAt(int row);

    /// <summary>Whether two values are there and equal.</summary>
    public abstract bool AreEqual(int row, ColumnValues other, int otherRow);

    /// <summary>Adds one row of another column of the same type.</summary>
    public abstract void AddFrom(ColumnValues other, int row);

    /// <summary>The rows of several columns of the same type, one after the other.</summary>
    public static ColumnValues Concat(IReadOnlyList<ColumnValues> parts)
    {
        var all = parts[0].NewLike();
        foreach (var part in parts)
        {
            for (var row = 0; row < part.Count; row++)
            {
                all.AddFrom(part, row);
            }
        }

        return all;
    }

    /// <summary>Some of the rows, in the order asked; one below 0 is null.</summary>
    public abstract ColumnValues Pick(IReadOnlyList<int> rows);

    /// <summary>What the value of a row adds to <see cref="Bytes"/>.</summary>
    public abstract long BytesAt(int row);

    /// <summary>What a value adds to <see cref="Bytes"/> at least.</summary>
    public abstract long NewRowBytes { get; }

    protected void Added(long bytes)
    {
        Count++;
        Bytes += bytes + sizeof(bool);
    }

    protected void AddedAll(int count, long bytesOfEach)
    {
        Count += count;
        Bytes += count * (bytesOfEach + sizeof(bool));
    }

    protected void AddedNull(long bytes, int capacity)
    {
        SetNull(Count, capacity);
        Added(bytes);
    }

    protected void SetNull(int row, int capacity)
    {
        if (nulls is null || nulls.Length <= row)
        {
            Array.Resize(ref nulls, capacity);
        }

        nulls[row] = true;
        NullCount++;
    }
}

internal sealed class ColumnValues<T>(int capacity = 0) : ColumnValues
    where T : notnull
{
    private const int SmallestCapacity = 4;
    private const int BitsOfByte = 8;
    private static readonly int SlotBytes = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
    private T[] values = capacity == 0 ? [] : new T[capacity];

    /// <summary>Makes a column of numbers of which none is null. The array is the column's from now on.</summary>
    public static ColumnValues<T> Over(T[] numbers)
    {
        var column = new ColumnValues<T> { values = numbers };
        column.AddedAll(numbers.Length, SlotBytes);
        return column;
    }

    /// <summary>All values; where one is null, the type's default.</summary>
    public ReadOnlySpan<T> Span => values.AsSpan(0, Count);

    /// <summary>As <see cref="Span"/>.</summary>
    public ReadOnlyMemory<T> Memory => values.AsMemory(0, Count);

    public T this[int row] => Span[row];

    public void Add(T value)
    {
        Grow();
        values[Count] = value;
        Added(SlotBytes + HeapBytes(value));
    }

    /// <summary>Adds numbers as a block.</summary>
    /// <param name="numbers">One a row.</param>
    /// <param name="areThere">A bit for each, the lowest first; where it is not set, the number is null. Empty: none is.</param>
    public void AddAll(ReadOnlySpan<T> numbers, ReadOnlySpan<byte> areThere)
    {
        var first = Count;
        if (values.Length < first + numbers.Length)
        {
            Array.Resize(ref values, Math.Max(first + numbers.Length, values.Length * 2));
        }

        numbers.CopyTo(values.AsSpan(first));
        AddedAll(numbers.Length, SlotBytes);
        for (var i = 0; i < areThere.Length; i++)
        {
            for (var missing = (byte)~areThere[i]; missing != 0; missing &= (byte)(missing - 1))
            {
                var row = (i * BitsOfByte) + BitOperations.TrailingZeroCount(missing);
                if (row >= numbers.Length)
                {
                    break;
                }

                values[first + row] = default!;
                SetNull(first + row, values.Length);
            }
        }
    }

    public override void AddNull()
    {
        Grow();
        values[Count] = default!;
        AddedNull(SlotBytes, values.Length);
    }

    public override ColumnValues NewLike() => new ColumnValues<T>();

    public override int HashAt(int row) => IsNull(row) ? 0 : values[row].GetHashCode();

    public override bool AreEqual(int row, ColumnValues other, int otherRow) =>
        other is ColumnValues<T> same
        && !IsNull(row)
        && !same.IsNull(otherRow)
        && EqualityComparer<T>.Default.Equals(values[row], same.values[otherRow]);

    public override void AddFrom(ColumnValues other, int row)
    {
        if (other.IsNull(row))
        {
            AddNull();
        }
        else
        {
            Add(((ColumnValues<T>)other)[row]);
        }
    }

    public override ColumnValues Pick(IReadOnlyList<int> rows)
    {
        var picked = new ColumnValues<T>(rows.Count);
        foreach (var row in rows)
        {
            if (row < 0 || IsNull(row))
            {
                picked.AddNull();
            }
            else
            {
                picked.Add(values[row]);
            }
        }

        return picked;
    }

    public override long NewRowBytes => SlotBytes + sizeof(bool);

    public override long BytesAt(int row) => NewRowBytes + (IsNull(row) ? 0 : HeapBytes(values[row]));

    // Objects of .NET on 64 bit: header, length, content.
    private static long HeapBytes(T value) => value switch
    {
        string text => 22 + (2L * text.Length),
        byte[] bytes => 24 + bytes.Length,
        _ => 0,
    };

    private void Grow()
    {
        if (Count == values.Length)
        {
            Array.Resize(ref values, Math.Max(SmallestCapacity, values.Length * 2));
        }
    }
}
