using FedMl.ServiceDefaults.Yaml;
using FedMl.Training.Templates;

namespace FedMl.Training.Publication;

/// <summary>What a registered version stands for at once.</summary>
/// <param name="Kind">How.</param>
/// <param name="Weight">Share of requests that a canary gets, percent.</param>
internal sealed record RolloutPolicy(RolloutKind Kind, int Weight)
{
    private static readonly Dictionary<string, RolloutKind> Kinds = new()
    {
        ["manual"] = RolloutKind.Manual,
        ["shadow"] = RolloutKind.Shadow,
        ["canary"] = RolloutKind.Canary,
        ["direct"] = RolloutKind.Direct,
    };

    public static readonly RolloutPolicy Manual = new(RolloutKind.Manual, 0);

    /// <summary>Reads <c>rollout: { policy: canary, weight: 10 }</c>.</summary>
    public static RolloutPolicy Read(YamlFields template)
    {
        if (template.Optional("rollout") is not { } item || template.Of(item, "rollout", "policy", "weight") is not { } fields)
        {
            return Manual;
        }

        var text = fields.RequiredText("policy");
        if (text is null || !Kinds.TryGetValue(text, out var kind))
        {
            if (text is not null)
            {
                fields.Fault("policy", $"rollout: policy must be one of {string.Join(", ", Kinds.Keys)}");
            }

            return Manual;
        }

        if (kind != RolloutKind.Canary && fields.Text("weight") is not null)
        {
            fields.Fault("weight", "rollout: only a canary has a weight");
        }

        const int MostWeight = 99;
        const int DefaultWeight = 10;
        return new RolloutPolicy(kind, kind == RolloutKind.Canary ? fields.Whole("weight", 1, MostWeight, DefaultWeight) : 0);
    }
}

internal enum RolloutKind
{
    /// <summary>Nothing: a person decides.</summary>
    Manual,

    /// <summary>It gets what the champion gets, and its answers are compared, never returned.</summary>
    Shadow,

    /// <summary>It answers a share of the requests.</summary>
    Canary,

    /// <summary>It is the champion.</summary>
    Direct,
}
