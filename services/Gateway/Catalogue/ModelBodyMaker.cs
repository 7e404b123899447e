using FedMl.Gateway.Errors;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;

namespace FedMl.Gateway.Catalogue;

/// <summary>Joins the two views of a model. A version that only one of them knows is told as well.</summary>
internal static class ModelBodyMaker
{
    public static ModelBody Make(Model model, IReadOnlyList<ModelStatus> statuses, bool withSignature)
    {
        var statusOf = statuses.ToDictionary(s => s.Version, StringComparer.Ordinal);
        var published = model.Versions.Select(v => Make(v, model.Aliases, statusOf.GetValueOrDefault(v.Version), withSignature));
        var known = model.Versions.Select(v => v.Version).ToHashSet(StringComparer.Ordinal);
        var served = statuses.Where(s => !known.Contains(s.Version))
            .Select(s => Make(new ModelVersion { Version = s.Version, Digest = s.Digest }, model.Aliases, s, withSignature));
        return new ModelBody(model.Name, model.Aliases.ToDictionary(a => a.Name, a => a.Version), [.. served, .. published]);
    }

    private static ModelVersionBody Make(ModelVersion version, IEnumerable<Alias> aliases, ModelStatus? status, bool withSignature)
    {
        var isReady = withSignature && status?.State == ModelState.Ready;
        return new ModelVersionBody(
            version.Version,
            [.. aliases.Where(a => a.Version == version.Version).Select(a => a.Name)],
            NameOf(status?.State),
            status?.IsDefault ?? false,
            TextOrNull(version.Digest),
            version.PublishedAt?.ToDateTimeOffset(),
            TextOrNull(version.Problem),
            status is null ? null : Reasons.NameOf(status.Reason),
            TextOrNull(status?.Message),
            status?.Graph is { } graph ? Make(graph) : null,
            isReady ? [.. status!.Inputs.Select(i => new ModelInputBody(i.Name, i.Datatype, TextOrNull(i.Feature), TextOrNull(i.Missing)))] : null,
            isReady ? [.. status!.Outputs.Select(o => new ModelOutputBody(o.Name, o.Datatype, o.Classes.Count == 0 ? null : [.. o.Classes]))] : null);
    }

    // A file may name a domain twice; the runtime takes the last.
    private static GraphBody Make(GraphReport graph) => new(
        graph.IrVersion,
        graph.OperatorSets.GroupBy(s => s.Domain, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Version, StringComparer.Ordinal),
        graph.Operators,
        graph.Unsupported.Count == 0 ? null : graph.Unsupported);

    private static string NameOf(ModelState? state) => state switch
    {
        ModelState.Available => "AVAILABLE",
        ModelState.Loading => "LOADING",
        ModelState.Ready => "READY",
        ModelState.Failed => "FAILED",
        ModelState.Draining => "DRAINING",
        _ => "UNKNOWN",
    };

    private static string? TextOrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
