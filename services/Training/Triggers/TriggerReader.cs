using Cronos;
using FedMl.ServiceDefaults.Yaml;
using FedMl.Training.Templates;

namespace FedMl.Training.Triggers;

/// <summary>Reads <c>triggers</c>, <c>concurrency</c> and <c>rate</c> of a template.</summary>
internal static class TriggerReader
{
    public const int MaxConcurrency = 1000;

    private const int MaxRate = 10_000;
    private const int MaxText = 1024;

    private static readonly Dictionary<string, long> Seconds = new() { ["s"] = 1, ["m"] = 60, ["h"] = 3600, ["d"] = 86_400 };

    public static TemplateTriggers Triggers(YamlFields template) =>
        template.Optional("triggers") is { } item && template.Of(item, "triggers", "schedule", "events") is { } fields
            ? new TemplateTriggers(Schedule(fields), [.. fields.List("events").Select(e => Event(fields, e)).OfType<EventPattern>()])
            : TemplateTriggers.None;

    public static RateLimit? Rate(YamlFields template)
    {
        if (template.Optional("rate") is not { } item || template.Of(item, "rate", "jobs", "per") is not { } fields)
        {
            return null;
        }

        _ = fields.Required("jobs");
        _ = fields.Required("per");
        return new RateLimit(fields.Whole("jobs", 1, MaxRate, 1), TimeSpan.FromSeconds(fields.Measure("per", Seconds, 366 * 86_400L, 1)));
    }

    private static Schedule? Schedule(YamlFields triggers)
    {
        if (triggers.Optional("schedule") is not { } item || triggers.Of(item, "schedule", "cron", "timeZone") is not { } fields)
        {
            return null;
        }

        var (cron, zone) = (fields.RequiredText("cron"), fields.Text("timeZone") ?? "UTC");
        if (cron is not null && (!CronExpression.TryParse(cron, out var expression) || expression is null))
        {
            fields.Fault("cron", "schedule: cron must have five fields: minute, hour, day of month, month, day of week");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            fields.Fault("timeZone", "schedule: timeZone must be a name such as Europe/Berlin");
        }

        return cron is null ? null : new Schedule(cron, zone);
    }

    private static EventPattern? Event(YamlFields triggers, YamlItem item)
    {
        if (triggers.Of(item, "an event", "type", "source", "subject") is not { } fields)
        {
            return null;
        }

        var pattern = new EventPattern(fields.RequiredText("type") ?? "", fields.Text("source") ?? "", fields.Text("subject") ?? "");
        if (pattern.Type.Length > MaxText || pattern.Source.Length > MaxText || pattern.Subject.Length > MaxText)
        {
            fields.Fault("type", $"an event: its texts must have at most {MaxText} characters");
        }

        return pattern;
    }
}
