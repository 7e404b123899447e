using FedMl.Protos.Features.V1;
using Grpc.Core;

namespace FedMl.Gateway.Tests.StandIns;

internal sealed class HistoryStandIn(StandIn standIn) : HistoricalFeaturesService.HistoricalFeaturesServiceBase
{
    public override async Task ScanFeatures(ScanFeaturesRequest request, IServerStreamWriter<ScanFeaturesResponse> responseStream, ServerCallContext context)
    {
        foreach (var part in standIn.Scan(request, context))
        {
            await responseStream.WriteAsync(part);
        }
    }

    public override async Task GetHistoricalFeatures(
        IAsyncStreamReader<GetHistoricalFeaturesRequest> requestStream, IServerStreamWriter<GetHistoricalFeaturesResponse> responseStream, ServerCallContext context)
    {
        List<GetHistoricalFeaturesRequest> requests = [];
        await foreach (var request in requestStream.ReadAllAsync())
        {
            requests.Add(request);
        }

        foreach (var part in standIn.Join(requests))
        {
            await responseStream.WriteAsync(part);
        }
    }
}
