using System.Numerics;

namespace FedMl.Features.Columns;

/// <summary>
/// The values of one column, one a row. Texts, decimals and dates are held as <see cref="string"/>, whole numbers
/// and timestamps (microseconds since 1970, UTC) as <see cref="long"/>.
/// </summary>
internal abstract class ColumnValues
{
    protected const int BitsOfByte = 8;
    private const int SmallestBits = 16;

    // Made with the first null: most columns have none.
    private byte[]? missing;

    public int Count { get; private set; }

    public bool HasNulls => missing is not null;

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

    /// <summary>A bit for each row, the lowest first, set where it is null; rows beyond its end are not.</summary>
    public ReadOnlySpan<byte> Missing => missing is null ? [] : missing.AsSpan(0, Math.Min(missing.Length, (Count + BitsOfByte - 1) / BitsOfByte));

    public bool IsNull(int row) => missing is { } bits && row / BitsOfByte < bits.Length && (bits[row / BitsOfByte] & (1 << (row % BitsOfByte))) != 0;

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

    protected void AddedBytes(long bytes) => Bytes += bytes;

    protected void AddedNull(long bytes)
    {
        SetNull(Count);
        Added(bytes);
    }

    protected void SetNull(int row)
    {
        var at = row / BitsOfByte;
        if (missing is null || missing.Length <= at)
        {
            Array.Resize(ref missing, Math.Max(Math.Max(at + 1, SmallestBits), (missing?.Length ?? 0) * 2));
        }

        missing[at] |= (byte)(1 << (row % BitsOfByte));
        NullCount++;
    }
}

internal sealed class ColumnValues<T>(int capacity = 0) : ColumnValues
    where T : notnull
{
    private const int SmallestCapacity = 4;
    private static readonly int SlotBytes = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
    private T[] values = capacity == 0 ? [] : new T[capacity];

    /// <summary>Makes a column of numbers of which none is null. The array is the column's from now on.</summary>
    public static ColumnValues<T> Over(T[] numbers)
    {
        var column = new ColumnValues<T> { values = numbers };
        column.AddedAll(numbers.Length, SlotBytes);
        return column;
    }

    /// <summary>Texts that nobody has looked at yet, all of them; null: <see cref="Span"/> has the values.</summary>
    public Utf8Texts? Unread { get; private set; }

    /// <summary>All values; where one is null, the type's default.</summary>
    public ReadOnlySpan<T> Span => Values.AsSpan(0, Count);

    /// <summary>As <see cref="Span"/>.</summary>
    public ReadOnlyMemory<T> Memory => Values.AsMemory(0, Count);

    private T[] Values => Unread is null ? values : ReadTexts();

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
                SetNull(first + row);
            }
        }
    }

    /// <summary>Adds texts as they are; they are made into <see cref="string"/>s when someone looks at them.</summary>
    /// <param name="begins">Where each begins, and where the last one ends.</param>
    /// <param name="texts">UTF-8; nothing where one is null.</param>
    /// <param name="areThere">As of <see cref="AddAll"/>.</param>
    public void AddTexts(ReadOnlySpan<int> begins, ReadOnlySpan<byte> texts, ReadOnlySpan<byte> areThere)
    {
        var first = Count;
        Unread ??= first == 0 ? new Utf8Texts() : throw new InvalidOperationException("Texts are added before anyone looks at them.");
        Unread.AddAll(begins, texts);
        AddedAll(begins.Length - 1, SlotBytes);
        AddedBytes(((begins.Length - 1) * HeapBytesOfText(0)) + (sizeof(char) * (long)(begins[^1] - begins[0])));
        for (var row = 0; row < begins.Length - 1 && !areThere.IsEmpty; row++)
        {
            if ((areThere[row / BitsOfByte] & (1 << (row % BitsOfByte))) == 0)
            {
                SetNull(first + row);
            }
        }
    }

    public override void AddNull()
    {
        Grow();
        values[Count] = default!;
        AddedNull(SlotBytes);
    }

    public override ColumnValues NewLike() => new ColumnValues<T>();

    public override int HashAt(int row) => IsNull(row) ? 0 : Values[row].GetHashCode();

    public override bool AreEqual(int row, ColumnValues other, int otherRow) =>
        other is ColumnValues<T> same
        && !IsNull(row)
        && !same.IsNull(otherRow)
        && EqualityComparer<T>.Default.Equals(Values[row], same.Values[otherRow]);

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
                picked.Add(Values[row]);
            }
        }

        return picked;
    }

    public override long NewRowBytes => SlotBytes + sizeof(bool);

    public override long BytesAt(int row) => NewRowBytes + (IsNull(row) ? 0 : HeapBytes(Values[row]));

    private static long HeapBytesOfText(int length) => 22 + (2L * length);

    // Objects of .NET on 64 bit: header, length, content.
    private static long HeapBytes(T value) => value switch
    {
        string text => HeapBytesOfText(text.Length),
        byte[] bytes => 24 + bytes.Length,
        _ => 0,
    };

    private T[] ReadTexts()
    {
        values = (T[])(object)Unread!.ToStrings(IsNull);
        Unread = null;
        return values;
    }

    private void Grow()
    {
        if (Count == Values.Length)
        {
            Array.Resize(ref values, Math.Max(SmallestCapacity, values.Length * 2));
        }
    }
}
