using FedMl.Features.Columns;
using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Expressions.Evaluation;

internal static class TimeOperations
{
    /// <summary>Of days or, as the operands' type says, of microseconds.</summary>
    public static Func<int, Maybe<long>> Difference(DateDiff difference, Func<int, Maybe<long>> from, Func<int, Maybe<long>> to)
    {
        var isDate = difference.From.Type.Kind == ValueType.Date;
        return row => from(row).Then(start => to(row).Then<long>(end => Place(end, difference.Unit, isDate) - Place(start, difference.Unit, isDate)));
    }

    // The number of the unit that it is in.
    private static long Place(long time, TimeUnit unit, bool isDate) => unit switch
    {
        TimeUnit.Year => Date(time, isDate).Year,
        TimeUnit.Month => (Date(time, isDate).Year * 12L) + Date(time, isDate).Month,
        TimeUnit.Day => isDate ? time : Times.DayOf(time),
        TimeUnit.Hour => Floor(time, isDate, 3_600_000_000),
        TimeUnit.Minute => Floor(time, isDate, 60_000_000),
        _ => Floor(time, isDate, 1_000_000),
    };

    private static DateOnly Date(long time, bool isDate) => Times.ToDate(isDate ? time : Times.DayOf(time));

    private static long Floor(long time, bool isDate, long unit) => Times.UnitOf(isDate ? time * Times.MicrosecondsADay : time, unit);
}
