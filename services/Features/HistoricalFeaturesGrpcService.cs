using FedMl.Features.Scans;
using FedMl.Protos.Features.V1;
using Grpc.Core;

namespace FedMl.Features;

internal sealed class HistoricalFeaturesGrpcService(FeatureScans scans) : HistoricalFeaturesService.HistoricalFeaturesServiceBase
{
    public override Task ScanFeatures(ScanFeaturesRequest request, IServerStreamWriter<ScanFeaturesResponse> responseStream, ServerCallContext context) =>
        scans.RunAsync(request, responseStream, context.CancellationToken);
}
