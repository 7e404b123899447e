using FedMl.Features.Columns;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>Which columns of a plan a read asks for, in this order: the keys, what is wanted, the times by which rows count.</summary>
internal sealed class RowLayout(BoundPlan plan, IReadOnlyList<int> wanted)
{
    private readonly int keys = plan.Keys.Count;

    public IReadOnlyList<BoundColumn> Columns { get; } =
        [.. plan.Keys, .. wanted.Select(i => plan.Columns[i]), .. new[] { plan.EventTime, plan.From, plan.To }.OfType<BoundColumn>()];

    public ColumnValues[] Keys(RowBatch rows) => rows.Columns[..keys];

    public ColumnValues[] Wanted(RowBatch rows) => rows.Columns[keys..(keys + wanted.Count)];

    /// <summary>Null: the plan has none.</summary>
    public ColumnValues<long>? EventTimes(RowBatch rows) => plan.EventTime is null ? null : (ColumnValues<long>)rows.Columns[keys + wanted.Count];

    /// <summary>Null: rows hold always.</summary>
    public ValidTimes? Valid(RowBatch rows) =>
        plan.Validity is null ? null : new ValidTimes(plan.Validity, rows.Columns[plan.To is null ? ^1 : ^2], plan.To is null ? null : rows.Columns[^1]);
}
