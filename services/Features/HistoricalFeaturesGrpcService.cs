using FedMl.Features.History;
using FedMl.Features.Scans;
using FedMl.Protos.Features.V1;
using Grpc.Core;

namespace FedMl.Features;

internal sealed class HistoricalFeaturesGrpcService(FeatureScans scans, HistoricalFeatures history) : HistoricalFeaturesService.HistoricalFeaturesServiceBase
{
    public override Task ScanFeatures(ScanFeaturesRequest request, IServerStreamWriter<ScanFeaturesResponse> responseStream, ServerCallContext context) =>
        scans.RunAsync(request, responseStream, context.CancellationToken);

    public override Task GetHistoricalFeatures(
        IAsyncStreamReader<GetHistoricalFeaturesRequest> requestStream, IServerStreamWriter<GetHistoricalFeaturesResponse> responseStream, ServerCallContext context) =>
        history.RunAsync(requestStream, responseStream, context.Deadline == DateTime.MaxValue ? null : context.Deadline, context.CancellationToken);
}
