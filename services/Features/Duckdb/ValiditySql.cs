using System.Globalization;
using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>
/// From when until when the rows of a table hold: columns of microseconds since 1970 beside those of the plan, whatever it
/// has them as. The end does not belong to it; a row without a begin never holds, one without an end for ever.
/// </summary>
internal static class ValiditySql
{
    private const string Begin = "holds_from";
    private const string End = "holds_until";

    /// <summary>The columns, as they are selected where the table is filled; none: all rows hold.</summary>
    public static IEnumerable<string> Columns(RowPlan plan, IReadOnlyList<BoundColumn> bound)
    {
        if (plan.Validity is not { } validity)
        {
            return [];
        }

        var all = plan.All.ToList();
        string Of(PlanColumn column, bool isInclusiveEnd) => Time(bound[all.FindLastIndex(planned => ReferenceEquals(planned, column))], isInclusiveEnd);
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"coalesce({Of(validity.From, false)}, {long.MaxValue}) AS {Begin}"),
            validity.To is null
                ? string.Create(CultureInfo.InvariantCulture, $"{long.MaxValue} AS {End}")
                : string.Create(CultureInfo.InvariantCulture, $"coalesce({Of(validity.To, validity.IsToInclusive)}, {long.MaxValue}) AS {End}"),
        ];
    }

    /// <summary>Whether a row holds at a point in time; null: all do.</summary>
    public static string? Holds(RowPlan plan, string row, string asOf) =>
        plan.Validity is null ? null : $"{row}{Begin} <= {asOf} AND {row}{End} > {asOf}";

    // A day that still belongs to it ends with the next day's begin, a point in time a microsecond later.
    private static string Time(BoundColumn column, bool isInclusiveEnd)
    {
        var isDate = column.Type == ValueType.Date;
        var time = isDate ? $"epoch_us(TRY_CAST({column.Sql} AS DATE))" : column.IsText ? $"{DuckDbEngine.TimeOfText}({column.Sql})" : column.Sql;
        return string.Create(CultureInfo.InvariantCulture, $"({time} + {(!isInclusiveEnd ? 0 : isDate ? Times.MicrosecondsADay : 1)})");
    }
}
