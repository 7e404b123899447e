namespace FedMl.Features.Sources;

/// <summary>
/// From when until when a row holds: dates or points in time. A row without a begin never holds, one without an end holds
/// for ever. Of the rows that hold at a point in time, the event time tells the latest where the plan has one.
/// </summary>
/// <param name="IsToInclusive">Whether the end is the last day, or point in time, at which the row still holds.</param>
internal sealed record Validity(PlanColumn From, PlanColumn? To, bool IsToInclusive)
{
    /// <summary>A row holds while its end lies after this: at a point in time, less a day or a moment where the end still belongs to it.</summary>
    public DateTimeOffset HoldsAfter(DateTimeOffset asOf)
    {
        var last = !IsToInclusive ? TimeSpan.Zero : To?.Type == ValueType.Date ? TimeSpan.FromDays(1) : TimeSpan.FromTicks(1);
        return asOf - DateTimeOffset.MinValue > last ? asOf - last : DateTimeOffset.MinValue;
    }
}
