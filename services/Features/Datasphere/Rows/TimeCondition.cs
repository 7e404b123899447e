using System.Globalization;
using FedMl.Features.Columns;
using Microsoft.OData.Edm;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>A point in time as a part of <c>$filter</c>, encoded.</summary>
internal static class TimeCondition
{
    /// <summary>What leaves out rows whose event time is later or that hold from later on; rows that it lets through are compared once more when they are there.</summary>
    public static IEnumerable<string> Of(BoundPlan plan, DateTimeOffset asOf) => new[] { plan.EventTime, plan.From }
        .OfType<BoundColumn>()
        .Where(column => column.Source.IsFilterable && DateTimeOffset.MaxValue - asOf >= TimeSpan.FromDays(1))
        .Select(column => NotAfter(column, asOf));

    // The source's clock ticks finer than ours: what is within the microsecond counts.
    private static string NotAfter(BoundColumn column, DateTimeOffset asOf)
    {
        if (column.Source.Kind == EdmPrimitiveTypeKind.Date)
        {
            return $"{column.Source.Name}%20le%20{asOf.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
        }

        var after = Timestamps.ToDateTimeOffset(Timestamps.FromDateTimeOffset(asOf) + 1);
        return $"{column.Source.Name}%20lt%20{Literal(after)}";
    }

    public static string Literal(DateTimeOffset time) => Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
}
