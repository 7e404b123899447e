using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Online;

/// <summary>The features of a request, resolved; collects every fault before any is told.</summary>
internal sealed class FeatureRequest(FeatureViewCatalog catalog, FeaturesOptions limits)
{
    private readonly List<(ErrorReason Reason, Fault Fault)> faults = [];

    /// <summary>Which message of a stream is being read, before the names of its fields.</summary>
    public string Message { get; set; } = "";

    /// <summary>Those of the features asked for that are served.</summary>
    public ResolvedFeatures Features { get; private set; } = ResolvedFeatures.None;

    public IReadOnlyList<OpenView> Views => Features.OpenViews;

    public WantedView WantedOf(OpenView view) => Features.Views.First(wanted => ReferenceEquals(wanted.Open, view));

    public void ReadFeatures(IReadOnlyList<string> references)
    {
        if (references.Count == 0 || references.Count > limits.MaxFeatures)
        {
            Add(ErrorReason.InvalidRequest, "features", $"must be 1 to {limits.MaxFeatures} references view:feature");
            return;
        }

        Features = catalog.FindFeatures(references) ?? FindSome(references);
    }

    public void CheckFormat(BatchFormat format)
    {
        if (!Enum.IsDefined(format))
        {
            Add(ErrorReason.InvalidRequest, "format", "must be COLUMNS or ARROW");
        }
    }

    public void Add(ErrorReason reason, string field, string description) => faults.Add((reason, new Fault(Message + field, description)));

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

    private ResolvedFeatures FindSome(IReadOnlyList<string> references)
    {
        List<(int, ServedFeature)> found = [];
        for (var i = 0; i < references.Count; i++)
        {
            if (catalog.FindFeature(references[i]) is { } feature)
            {
                found.Add((i, feature));
            }
            else
            {
                AddUnknown($"features[{i}]", references[i]);
            }
        }

        return new ResolvedFeatures(references, found);
    }

    private void AddUnknown(string field, string reference)
    {
        if (reference.Split(':', 3) is not [var view, var feature] || !Identifier.IsValid(view) || !Identifier.IsValid(feature))
        {
            Add(ErrorReason.InvalidRequest, field, "must be view:feature");
        }
        else if (catalog.IsUnread(view, feature))
        {
            Add(ErrorReason.SourceUnavailable, field, $"feature view {view} is declared, and its source cannot be read now");
        }
        else if (catalog.FindView(view) is null)
        {
            Add(ErrorReason.FeatureViewNotFound, field, $"there is no feature view {view}");
        }
        else
        {
            Add(ErrorReason.FeatureNotFound, field, $"feature view {view} has no feature {feature}");
        }
    }
}
