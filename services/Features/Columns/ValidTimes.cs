using FedMl.Features.Sources;

namespace FedMl.Features.Columns;

/// <summary>From when until when rows hold, as microseconds since 1970; the end does not belong to it.</summary>
internal sealed class ValidTimes
{
    private readonly long[] begins;
    private readonly long[] ends;

    public ValidTimes(Validity validity, ColumnValues from, ColumnValues? to)
    {
        begins = [.. Enumerable.Range(0, from.Count).Select(row => Time(from, row, isInclusiveEnd: false) ?? long.MaxValue)];
        ends = [.. Enumerable.Range(0, from.Count).Select(row => to is null ? long.MaxValue : Time(to, row, validity.IsToInclusive) ?? long.MaxValue)];
    }

    public bool Hold(int row, long asOf) => begins[row] <= asOf && asOf < ends[row];

    // A day that still belongs to it ends with the next day's begin, a point in time a microsecond later.
    private static long? Time(ColumnValues values, int row, bool isInclusiveEnd)
    {
        if (values.IsNull(row))
        {
            return null;
        }

        return values is ColumnValues<long> times
            ? times[row] + (isInclusiveEnd ? 1 : 0)
            : (Times.ParseDate(((ColumnValues<string>)values)[row])!.Value + (isInclusiveEnd ? 1 : 0)) * Times.MicrosecondsADay;
    }
}
