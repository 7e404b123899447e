using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>A view that is served, with the reader of its rows.</summary>
internal sealed record ServedView(FeatureView View, IRowReader Reader);
