using FedMl.ServiceDefaults.Yaml;

namespace FedMl.Training.Templates;

/// <summary>Reads <c>limits: { time: 30m, memory: 2Gi, disk: 1Gi }</c>.</summary>
internal static class LimitReader
{
    private const int MaxDays = 21;

    private static readonly Dictionary<string, long> Seconds = new() { ["s"] = 1, ["m"] = 60, ["h"] = 3600, ["d"] = 86_400 };
    private static readonly Dictionary<string, long> Bytes = new() { ["Mi"] = 1L << 20, ["Gi"] = 1L << 30, ["Ti"] = 1L << 40 };
    private static readonly TemplateLimits Default = new(TimeSpan.FromHours(1), 1L << 30, 1L << 30);

    public static TemplateLimits Read(YamlFields template)
    {
        if (template.Optional("limits") is not { } item || template.Of(item, "limits", "time", "memory", "disk") is not { } fields)
        {
            return Default;
        }

        return new TemplateLimits(
            TimeSpan.FromSeconds(fields.Measure("time", Seconds, MaxDays * 86_400, (long)Default.Time.TotalSeconds)),
            fields.Measure("memory", Bytes, 1L << 44, Default.MemoryBytes),
            fields.Measure("disk", Bytes, 1L << 44, Default.DiskBytes));
    }
}
