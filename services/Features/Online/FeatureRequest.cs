using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Online;

/// <summary>One feature of a request and where it comes from.</summary>
internal sealed record WantedFeature(string Reference, ServedView View, int Feature);

/// <summary>The features of a request, resolved; collects every fault before any is told.</summary>
internal sealed class FeatureRequest(FeatureViewCatalog catalog, FeaturesOptions limits)
{
    private readonly List<(ErrorReason Reason, Fault Fault)> faults = [];

    public List<WantedFeature> Wanted { get; } = [];

    public IReadOnlyList<ServedView> Views => [.. Wanted.Select(w => w.View).Distinct()];

    public void ReadFeatures(IReadOnlyList<string> references)
    {
        if (references.Count == 0 || references.Count > limits.MaxFeatures)
        {
            Add(ErrorReason.InvalidRequest, "features", $"must be 1 to {limits.MaxFeatures} references view:feature");
            return;
        }

        for (var i = 0; i < references.Count; i++)
        {
            ReadFeature($"features[{i}]", references[i]);
        }
    }

    public void Add(ErrorReason reason, string field, string description) => faults.Add((reason, new Fault(field, description)));

    /// <summary>Fails with all faults; what a caller must mend first names the failure.</summary>
    public void ThrowIfAny()
    {
        if (faults.Count == 0)
        {
            return;
        }

        ErrorReason[] first = [ErrorReason.InvalidRequest, ErrorReason.FeatureViewNotFound, ErrorReason.FeatureNotFound, ErrorReason.RowCountOutOfRange];
        var reason = first.FirstOrDefault(r => faults.Any(f => f.Reason == r), faults[0].Reason);
        throw ServiceException.FromFaults(reason, "The request cannot be answered", [.. faults.Select(f => f.Fault)]);
    }

    private void ReadFeature(string field, string reference)
    {
        if (reference.Length > 300 || reference.Split(':') is not [var view, var feature] || !Identifier.IsValid(view) || !Identifier.IsValid(feature))
        {
            Add(ErrorReason.InvalidRequest, field, "must be view:feature");
        }
        else if (catalog.Find(view) is not { } served)
        {
            Add(ErrorReason.FeatureViewNotFound, field, $"there is no feature view {view}");
        }
        else if (served.View.IndexOf(feature) is var index && index < 0)
        {
            Add(ErrorReason.FeatureNotFound, field, $"feature view {view} has no feature {feature}");
        }
        else
        {
            Wanted.Add(new WantedFeature(reference, served, index));
        }
    }
}
