namespace FedMl.Features.Columns;

/// <summary>
/// The values of one column, one a row. Texts, decimals and dates are held as <see cref="string"/>, whole numbers
/// and timestamps (microseconds since 1970, UTC) as <see cref="long"/>.
/// </summary>
internal abstract class ColumnValues
{
    private readonly List<bool> isNull = [];

    public int Count => isNull.Count;

    /// <summary>Estimate of the memory taken, bytes.</summary>
    public long Bytes { get; private set; }

    public static ColumnValues Of(ValueType type) => type switch
    {
        ValueType.String or ValueType.Decimal or ValueType.Date => new ColumnValues<string>(),
        ValueType.Int64 or ValueType.Timestamp => new ColumnValues<long>(),
        ValueType.Double => new ColumnValues<double>(),
        ValueType.Bool => new ColumnValues<bool>(),
        ValueType.Binary => new ColumnValues<byte[]>(),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    public bool IsNull(int row) => isNull[row];

    public abstract void AddNull();

    /// <summary>An empty column of the same type.</summary>
    public abstract ColumnValues NewLike();

    public abstract int HashAt(int row);

    /// <summary>Whether two values are there and equal.</summary>
    public abstract bool AreEqual(int row, ColumnValues other, int otherRow);

    /// <summary>Adds one row of another column of the same type.</summary>
    public abstract void AddFrom(ColumnValues other, int row);

    protected void Added(bool isNullValue, long bytes)
    {
        isNull.Add(isNullValue);
        Bytes += bytes + sizeof(bool);
    }
}

internal sealed class ColumnValues<T> : ColumnValues
    where T : notnull
{
    private static readonly int SlotBytes = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
    private readonly List<T> values = [];

    public T this[int row] => values[row];

    public void Add(T value)
    {
        values.Add(value);
        Added(isNullValue: false, SlotBytes + HeapBytes(value));
    }

    public override void AddNull()
    {
        values.Add(default!);
        Added(isNullValue: true, SlotBytes);
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

    // Objects of .NET on 64 bit: header, length, content.
    private static long HeapBytes(T value) => value switch
    {
        string text => 22 + (2L * text.Length),
        byte[] bytes => 24 + bytes.Length,
        _ => 0,
    };
}
