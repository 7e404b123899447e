using FedMl.Features.Columns;
using FedMl.Features.Sql.Dialects;

namespace FedMl.Features.Sql.Statements;

/// <summary>The asset of a plan with its input parameters, whose values come first of those of FROM.</summary>
internal static class InputParameters
{
    public static string From(SqlDialect dialect, BoundPlan plan) => dialect.From(plan.Plan.Asset, [.. plan.Plan.Parameters.Select(parameter => parameter.Name)]);

    /// <param name="values">One value, alone in its column, for each parameter of the plan.</param>
    public static IEnumerable<object> Of(BoundPlan plan, IReadOnlyList<ColumnValues> values) => values.Select((value, i) => Of(value, plan.Plan.Parameters[i].Type));

    // Decimals and dates as text, which the database reads exactly.
    private static object Of(ColumnValues value, ValueType type) => value switch
    {
        ColumnValues<long> times when type == ValueType.Timestamp => Timestamps.ToDateTimeOffset(times[0]).UtcDateTime,
        ColumnValues<long> numbers => numbers[0],
        ColumnValues<double> numbers => numbers[0],
        ColumnValues<bool> truths => truths[0],
        _ => ((ColumnValues<string>)value)[0],
    };
}
