using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Views;

/// <summary>A view, the reader of its rows, and what the last look at its source found.</summary>
internal sealed class OpenView(FeatureView view, IRowReader reader) : IDisposable
{
    public FeatureView View => view;

    public IRowReader Reader => reader;

    /// <summary>The look under way, or the last one. One at a time.</summary>
    public Task Look { get; set; } = Task.CompletedTask;

    /// <summary>Of the last look that ended.</summary>
    public IReadOnlyList<PlanFault> Faults { get; set; } = [new PlanFault(ErrorReason.SourceUnavailable, null, "is still being read")];

    public void Dispose() => reader.Dispose();
}

/// <summary>A feature that is served.</summary>
/// <param name="Reference">As requests write it: <c>view:feature</c>.</param>
/// <param name="Index">Place among the view's features.</param>
internal sealed record ServedFeature(string Reference, OpenView View, int Index);
