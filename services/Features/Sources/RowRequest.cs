using FedMl.Features.Columns;

namespace FedMl.Features.Sources;

/// <summary>Which rows and columns of a plan are wanted, and for whom.</summary>
/// <param name="Keys">One column for each key of the plan, in its order; distinct rows, no nulls.</param>
/// <param name="Wanted">Indices into the plan's columns.</param>
/// <param name="AsOf">Rows of a later event time do not count.</param>
/// <param name="Tenant">Whose request it is; what one tenant was answered is never kept for another.</param>
/// <param name="IsNow">Whether <paramref name="AsOf"/> is only the present, so that an answer of a moment ago will do.</param>
internal sealed record RowRequest(
    IReadOnlyList<ColumnValues> Keys, IReadOnlyList<int> Wanted, DateTimeOffset AsOf, string Tenant = Tenants.Local, bool IsNow = false)
{
    /// <summary>When nobody waits for the answer any more; null: not known.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>One value, alone in its column, for each parameter of the plan.</summary>
    public IReadOnlyList<ColumnValues> Parameters { get; init; } = [];
}
