using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Caching;

/// <summary>What a kept row is found by: whose it is, the view's version, the columns, the point in time, the parameters, the entity key.</summary>
/// <remarks>
/// One that looks up is moved from row to row of a request; one that is kept is a <see cref="Copy"/> and never moved.
/// A reader belongs to one version of one view, so that versions that differ in anything have nothing in common.
/// </remarks>
internal sealed class RowKey : IEquatable<RowKey>
{
    private readonly object reader;
    private readonly string tenant;
    private readonly ColumnSet columns;
    private readonly long? asOf;
    private readonly IReadOnlyList<ColumnValues> parameters;
    private readonly IReadOnlyList<ColumnValues> keys;
    private readonly int commonHash;
    private int row;
    private int hash;

    public RowKey(object reader, ColumnSet columns, RowRequest request)
        : this(reader, request.Tenant, columns, request.IsNow ? null : Timestamps.FromDateTimeOffset(request.AsOf), request.Parameters, request.Keys)
    {
    }

    private RowKey(object reader, string tenant, ColumnSet columns, long? asOf, IReadOnlyList<ColumnValues> parameters, IReadOnlyList<ColumnValues> keys)
    {
        this.reader = reader;
        this.tenant = tenant;
        this.columns = columns;
        this.asOf = asOf;
        this.parameters = parameters;
        this.keys = keys;
        commonHash = HashCode.Combine(reader, tenant, columns, asOf);
        foreach (var parameter in parameters)
        {
            commonHash = HashCode.Combine(commonHash, parameter.HashAt(0));
        }
    }

    /// <summary>Whether a part of the key is null: then no row has it.</summary>
    public bool IsNull
    {
        get
        {
            for (var i = 0; i < keys.Count; i++)
            {
                if (keys[i].IsNull(row))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Memory that the entity key takes, bytes.</summary>
    public long Bytes => keys.Sum(key => key.Bytes);

    /// <summary>Moves to a row of the request.</summary>
    public RowKey At(int index)
    {
        row = index;
        hash = commonHash;
        for (var i = 0; i < keys.Count; i++)
        {
            hash = HashCode.Combine(hash, keys[i].HashAt(index));
        }

        return this;
    }

    /// <summary>A key of its own, which holds nothing else of the request.</summary>
    public RowKey Copy()
    {
        var own = new ColumnValues[keys.Count];
        for (var i = 0; i < own.Length; i++)
        {
            own[i] = keys[i].NewLike();
            own[i].AddFrom(keys[i], row);
        }

        return new RowKey(reader, tenant, columns, asOf, parameters, own).At(0);
    }

    public bool IsOf(object owner) => ReferenceEquals(reader, owner);

    public bool Equals(RowKey? other)
    {
        if (other is null || hash != other.hash || !ReferenceEquals(reader, other.reader) || asOf != other.asOf
            || !string.Equals(tenant, other.tenant, StringComparison.Ordinal) || !columns.Equals(other.columns)
            || parameters.Count != other.parameters.Count)
        {
            return false;
        }

        for (var i = 0; i < parameters.Count; i++)
        {
            if (!parameters[i].AreEqual(0, other.parameters[i], 0))
            {
                return false;
            }
        }

        for (var i = 0; i < keys.Count; i++)
        {
            if (!keys[i].AreEqual(row, other.keys[i], other.row))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as RowKey);

    public override int GetHashCode() => hash;
}
