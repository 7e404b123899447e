using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.FeatureRows;

/// <summary>The two messages of a stream whose rows all came in one body.</summary>
internal sealed record HistoryRequest(HistoricalFeaturesStart Start, EntityRows Rows);
