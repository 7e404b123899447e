using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;

namespace FedMl.Local;

/// <summary>Commands to copy, made for what is served so that they work as printed.</summary>
internal static class Invitation
{
    public static string Text(LocalRooms rooms, IReadOnlyList<ModelStatus> statuses, IReadOnlyList<FeatureView> views)
    {
        List<string> commands = [];
        var ready = statuses.Where(s => s is { State: ModelState.Ready, IsDefault: true }).ToArray();
        if (ready.FirstOrDefault(s => s.Inputs.All(i => i.Feature.Length > 0)) is { } byKey && ViewOf(byKey, views) is { } view)
        {
            var key = string.Join(",", view.EntityKeys.Select(k => $"\"{k.Name}\":{(k.Type == Protos.Features.V1.ValueType.Int64 ? "1" : "\"000001\"")}"));
            commands.Add($"curl -s -H 'Content-Type: application/json' -d '{{\"entityKeys\":[{{{key}}}]}}' {rooms.Rest}v1/models/{byKey.Model}:score");
        }

        if (ready.FirstOrDefault(s => s.Model == "iris") is not null)
        {
            commands.Add($"curl -s -d '{{\"inputs\":[{{\"name\":\"X\",\"datatype\":\"FP32\",\"shape\":[1,4],\"data\":[5.1,3.5,1.4,0.2]}}]}}' {rooms.Rest}v2/models/iris/infer");
        }

        commands.Add($"curl -s {rooms.Rest}v1/models");
        commands.Add($"curl -s {rooms.Metrics}metrics");
        return $"{Environment.NewLine}Try, in another terminal:{Environment.NewLine}{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", commands.Take(3))}{Environment.NewLine}";
    }

    private static FeatureView? ViewOf(ModelStatus status, IReadOnlyList<FeatureView> views) =>
        views.FirstOrDefault(v => status.Inputs.All(i => i.Feature.StartsWith(v.Name + ":", StringComparison.Ordinal)));
}
