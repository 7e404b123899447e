using FedMl.Features.Sources;

namespace FedMl.Features.Caching;

/// <summary>The columns of a plan that a row is kept with, and where each of their values stands in a <see cref="CachedRow"/>.</summary>
internal sealed class ColumnSet : IEquatable<ColumnSet>
{
    private readonly int hash;

    /// <param name="plan">What is read.</param>
    /// <param name="columns">Indices into the plan's columns, ascending and distinct.</param>
    public ColumnSet(RowPlan plan, int[] columns)
    {
        Columns = columns;
        Types = [.. columns.Select(column => plan.Columns[column].Type)];
        Slots = new int[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            Slots[i] = IsNumber(Types[i]) ? Numbers++ : Objects++;
        }

        var all = default(HashCode);
        Array.ForEach(columns, all.Add);
        hash = all.ToHashCode();
    }

    public int[] Columns { get; }

    public ValueType[] Types { get; }

    /// <summary>For each column its place among the numbers or, where its values are objects, among the objects.</summary>
    public int[] Slots { get; }

    public int Numbers { get; }

    public int Objects { get; }

    public bool Equals(ColumnSet? other) => ReferenceEquals(this, other) || (other is not null && Columns.AsSpan().SequenceEqual(other.Columns));

    public override bool Equals(object? obj) => Equals(obj as ColumnSet);

    public override int GetHashCode() => hash;

    private static bool IsNumber(ValueType type) => type is ValueType.Int64 or ValueType.Timestamp or ValueType.Double or ValueType.Bool;
}
