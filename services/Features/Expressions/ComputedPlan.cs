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
    private readonly Dictionary<string, int> inputs = new(StringComparer.Ordinal);
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
    public static (ComputedPlan? Plan, IReadOnlyList<PlanFault> Faults) Make(RowPlan outer, IReadOnlyList<SourceColumn> columns)
    {
        var plan = new ComputedPlan(outer);
        List<PlanFault> faults = [];
        var named = new AssetColumns(columns);
        for (var i = 0; i < outer.Columns.Count; i++)
        {
            var column = outer.Columns[i];
            if (column.Expression is null)
            {
                plan.plain.Add(i, plan.inner.Count);
                plan.inner.Add(column);
                continue;
            }

            var (expression, wrong) = TypeCheck.Check(column.Expression, column.Type, named);
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
        .SelectMany(i => expressions.TryGetValue(i, out var expression) ? expression.Columns.Select(column => inputs[column.Name]) : [plain[i]])
        .Distinct()];

    /// <summary>A fault of a column that expressions need is theirs.</summary>
    public IEnumerable<PlanFault> ToOuter(PlanFault fault)
    {
        var place = fault.Column is null ? -1 : inner.FindIndex(column => ReferenceEquals(column, fault.Column));
        return place < 0 || plain.ContainsValue(place)
            ? [fault]
            : expressions.Where(e => e.Value.Columns.Any(column => inputs[column.Name] == place))
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
        var places = ToInner(wanted).Select((place, i) => (place, i)).ToDictionary(at => at.place, at => read.Columns[at.i]);
        var evaluator = new Evaluator(inputs.Where(input => places.ContainsKey(input.Value)).ToDictionary(input => input.Key, input => places[input.Value], StringComparer.Ordinal));
        int[] all = [.. Enumerable.Range(0, read.RowOfKey.Select(row => row + 1).DefaultIfEmpty().Max())];
        return read with { Columns = [.. wanted.Select(i => expressions.TryGetValue(i, out var expression) ? evaluator.Evaluate(expression, all) : places[plain[i]])] };
    }

    private void Add(int place, Expression expression)
    {
        expressions.Add(place, expression);
        foreach (var column in expression.Columns.Where(column => !inputs.ContainsKey(column.Name)))
        {
            inputs.Add(column.Name, inner.Count);
            inner.Add(new PlanColumn(column.Name, column.Type.Kind));
        }
    }
}
