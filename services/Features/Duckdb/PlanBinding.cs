using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Duckdb;

/// <summary>Compares a plan with an asset and tells how to read it.</summary>
internal sealed class PlanBinding(OpenAsset asset, CancellationToken cancellationToken)
{
    private readonly List<PlanFault> faults = [];

    public IReadOnlyList<PlanFault> Faults => faults;

    /// <summary>Empty where there are faults.</summary>
    public IReadOnlyList<BoundColumn> Bind(RowPlan plan)
    {
        BoundColumn?[] bound = [.. plan.All.Select(Bind)];
        return faults.Count == 0 ? [.. bound.OfType<BoundColumn>()] : [];
    }

    private BoundColumn? Bind(PlanColumn column)
    {
        var (sql, type) = column.Expression is null ? Stored(column) : Expression(column);
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

    private (string Sql, string Type) Expression(PlanColumn column)
    {
        var fault = ExpressionText.FindFault(column.Expression!);
        if (fault is null)
        {
            // On a line of its own. A column beside it makes an aggregate, which is no value of one row, an error.
            var sql = $"(\n{column.Expression}\n)";
            try
            {
                var described = asset.Connection.Describe($"SELECT {sql}, {DuckDbSql.Name(asset.Columns[0].Name)} FROM {asset.From}");
                return (sql, described[0].Type);
            }
            catch (DuckDBException exception) when (!cancellationToken.IsCancellationRequested)
            {
                fault = DuckDbErrors.DescribeExpression(exception);
            }
        }

        Add(column, $"its expression: {fault}");
        return ("", "");
    }

    private void Add(PlanColumn column, string description) => faults.Add(new PlanFault(ErrorReason.SourceChanged, column, description));
}
