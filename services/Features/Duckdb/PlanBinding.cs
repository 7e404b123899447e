using FedMl.Features.Columns;
using FedMl.Features.Expressions.Dialects;
using FedMl.Features.Expressions.Typed;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Duckdb;

/// <summary>Compares a plan with an asset and tells how to read it.</summary>
internal sealed class PlanBinding(OpenAsset asset)
{
    private readonly List<PlanFault> faults = [];
    private readonly AssetColumns columns = new([.. asset.Columns.Select(DuckDbTypes.ToSourceColumn)]);

    public IReadOnlyList<PlanFault> Faults => faults;

    /// <summary>Empty where there are faults.</summary>
    public IReadOnlyList<BoundColumn> Bind(RowPlan plan)
    {
        BoundColumn?[] bound = [.. plan.All.Select(Bind)];
        return faults.Count == 0 ? [.. bound.OfType<BoundColumn>()] : [];
    }

    public static BoundColumn Bind(Expression expression)
    {
        var (sql, type) = Compile(expression);
        return DuckDbTypes.Bind(sql, type, expression.Type.Kind)!;
    }

    private BoundColumn? Bind(PlanColumn column)
    {
        var (sql, type) = column.Expression is null ? Stored(column) : Computed(column);
        if (sql.Length == 0)
        {
            return null;
        }

        var bound = DuckDbTypes.Bind(sql, type, column.Type);
        if (bound is null)
        {
            Add(column, $"is {type} in the source, which does not convert to {ValueTypes.NameOf(column.Type)}");
        }

        return bound;
    }

    private (string Sql, string Type) Stored(PlanColumn column)
    {
        if (asset.FindStored(column.Column) is { } found)
        {
            return found;
        }

        Add(column, $"the asset has no column '{column.Column}'");
        return ("", "");
    }

    private (string Sql, string Type) Computed(PlanColumn column)
    {
        var (expression, wrong) = TypeCheck.Check(column.Expression!, column.Type, columns);
        foreach (var fault in wrong)
        {
            Add(column, $"its expression, {fault}");
        }

        return expression is null ? ("", "") : Compile(expression);
    }

    private static (string Sql, string Type) Compile(Expression expression) =>
        (DuckDbExpressions.Instance.Compile(expression, Value), DuckDbExpressions.TypeName(expression.Type));

    // As expressions take it. What a feature could not hold, such as a year beyond 9999, is null.
    private static string Value(ColumnValue column)
    {
        var name = DuckDbSql.Name(column.Name);
        var type = DuckDbExpressions.TypeName(column.Type);
        return column.Type.Kind switch
        {
            ValueType.Double => $"CASE WHEN isfinite({name}) THEN CAST({name} AS DOUBLE) END",
            ValueType.Date => $"CASE WHEN {name} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN {name} END",
            ValueType.Timestamp => $"CASE WHEN {name} BETWEEN '0001-01-01' AND '9999-12-31 23:59:59.999999' THEN CAST({name} AS TIMESTAMP) END",
            _ => $"TRY(CAST({name} AS {type}))",
        };
    }

    private void Add(PlanColumn column, string description) => faults.Add(new PlanFault(ErrorReason.SourceChanged, column, description));
}
