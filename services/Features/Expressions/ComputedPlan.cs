using FedMl.Features.Columns;
using FedMl.Features.Expressions.Evaluation;
using FedMl.Features.Expressions.Typed;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Expressions;

/// <summary>A plan whose expressions are computed over the columns of another, which has none.</summary>
internal sealed class ComputedPlan
{
    private readonly RowPlan outer;
    private readonly Dictionary<int, Expression> expressions = [];
    private readonly Dictionary<(string? Join, string Name), int> inputs = [];
    private readonly List<PlanColumn> inner = [];

    // Where a column of the outer plan is in the inner one.
    private readonly Dictionary<int, int> plain = [];

    private ComputedPlan(RowPlan outer)
    {
        this.outer = outer;
        Inner = outer;
    }

    /// <summary>Without expressions.</summary>
    public RowPlan Inner { get; private set; }

    /// <returns>The plan, or null and what is wrong with its expressions.</returns>
    public static (ComputedPlan? Plan, IReadOnlyList<PlanFault> Faults) Make(RowPlan outer, AssetColumns columns)
    {
        var plan = new ComputedPlan(outer);
        List<PlanFault> faults = [];
        for (var i = 0; i < outer.Columns.Count; i++)
        {
            var column = outer.Columns[i];
            if (column.Expression is null)
            {
                plan.plain.Add(i, plan.inner.Count);
                plan.inner.Add(column);
                continue;
            }

            var (expression, wrong) = TypeCheck.Check(column.Expression, column.Type, columns);
            faults.AddRange(wrong.Select(fault => new PlanFault(ErrorReason.SourceChanged, column, $"its expression, {fault}")));
            if (expression is not null)
            {
                plan.Add(i, expression);
            }
        }

        plan.Inner = outer with { Columns = plan.inner };
        return (faults.Count == 0 ? plan : null, faults);
    }

    /// <summary>The columns of the inner plan that are needed for some of the outer one.</summary>
    public IReadOnlyList<int> ToInner(IReadOnlyList<int> wanted) => [.. wanted
        .SelectMany(i => expressions.TryGetValue(i, out var expression) ? expression.Columns.Select(PlaceOf) : [plain[i]])
        .Distinct()];

    /// <summary>A fault of a column that expressions need is theirs.</summary>
    public IEnumerable<PlanFault> ToOuter(PlanFault fault)
    {
        var place = fault.Column is null ? -1 : inner.FindIndex(column => ReferenceEquals(column, fault.Column));
        return place < 0 || plain.ContainsValue(place)
            ? [fault]
            : expressions.Where(e => e.Value.Columns.Any(column => PlaceOf(column) == place))
                .Select(e => fault with { Column = outer.Columns[e.Key], Description = $"its column '{fault.Column!.Column}': {fault.Description}" });
    }

    /// <summary>Brings the rows that were found to the columns wanted; others may be in what was read.</summary>
    public SourceRows Compute(IReadOnlyList<int> wanted, SourceRows rows)
    {
        if (!wanted.Any(expressions.ContainsKey))
        {
            return rows;
        }

        var read = rows.Compact();
        return read with { Columns = Compute(wanted, read.Columns, read.RowOfKey.Select(row => row + 1).DefaultIfEmpty().Max()) };
    }

    /// <summary>Brings the rows of a scan to the columns wanted.</summary>
    public ScannedRows Compute(IReadOnlyList<int> wanted, ScannedRows rows) => rows with { Columns = Compute(wanted, rows.Columns, rows.Count) };

    private IReadOnlyList<ColumnValues> Compute(IReadOnlyList<int> wanted, IReadOnlyList<ColumnValues> read, int rowCount)
    {
        var places = ToInner(wanted).Select((place, i) => (place, i)).ToDictionary(at => at.place, at => read[at.i]);
        var evaluator = new Evaluator(column => places[PlaceOf(column)]);
        int[] all = [.. Enumerable.Range(0, rowCount)];
        return [.. wanted.Select(i => expressions.TryGetValue(i, out var expression) ? evaluator.Evaluate(expression, all) : places[plain[i]])];
    }

    private int PlaceOf(ColumnValue column) => inputs[(column.Join, column.Name)];

    private void Add(int place, Expression expression)
    {
        expressions.Add(place, expression);
        foreach (var column in expression.Columns.Where(column => !inputs.ContainsKey((column.Join, column.Name))))
        {
            inputs.Add((column.Join, column.Name), inner.Count);
            inner.Add(new PlanColumn(column.Name, column.Type.Kind) { Join = column.Join });
        }
    }
}
