using Cronos;

namespace FedMl.Training.Triggers;

/// <summary>What asks for jobs of a template by itself.</summary>
/// <param name="Schedule">Null: no time does.</param>
/// <param name="Events">Any of these does.</param>
internal sealed record TemplateTriggers(Schedule? Schedule, IReadOnlyList<EventPattern> Events)
{
    public static readonly TemplateTriggers None = new(null, []);
}

/// <param name="Cron">Five fields: minute, hour, day of month, month, day of week.</param>
/// <param name="TimeZone">An IANA name.</param>
internal sealed record Schedule(string Cron, string TimeZone)
{
    /// <summary>The latest time that is due behind one time and not behind another; null: none is.</summary>
    public DateTimeOffset? Latest(DateTimeOffset behind, DateTimeOffset until) => CronExpression.Parse(Cron)
        .GetOccurrences(behind, until, TimeZoneInfo.FindSystemTimeZoneById(TimeZone), fromInclusive: false, toInclusive: true)
        .Cast<DateTimeOffset?>().LastOrDefault();
}

/// <param name="Type">The event's type.</param>
/// <param name="Source">Its source; empty: any.</param>
/// <param name="Subject">Its subject; empty: any.</param>
internal sealed record EventPattern(string Type, string Source, string Subject)
{
    public bool Takes(JobEvent happened) =>
        happened.Type == Type && (Source.Length == 0 || happened.Source == Source) && (Subject.Length == 0 || happened.Subject == Subject);
}

/// <summary>Something that happened elsewhere, as CloudEvents name it; source and id together are unique.</summary>
internal sealed record JobEvent(string Source, string Id, string Type, string Subject);

/// <summary>How often jobs of a template may be asked for.</summary>
/// <param name="Jobs">So many.</param>
/// <param name="Per">In any such span.</param>
internal sealed record RateLimit(int Jobs, TimeSpan Per);
