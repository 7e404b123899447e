using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>A view that is served, with the reader of its rows.</summary>
internal sealed record ServedView(FeatureView View, IRowReader Reader);

/// <summary>A feature that is served.</summary>
/// <param name="Reference">As requests write it: <c>view:feature</c>.</param>
/// <param name="Index">Place among the view's features.</param>
internal sealed record ServedFeature(string Reference, ServedView View, int Index);
