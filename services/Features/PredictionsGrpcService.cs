using FedMl.Features.Predictions;
using FedMl.Protos.Features.V1;
using Grpc.Core;

namespace FedMl.Features;

internal sealed class PredictionsGrpcService(PredictionWriting writing) : PredictionsService.PredictionsServiceBase
{
    public override Task WritePredictions(
        IAsyncStreamReader<WritePredictionsRequest> requestStream, IServerStreamWriter<WritePredictionsResponse> responseStream, ServerCallContext context) =>
        writing.RunAsync(requestStream, responseStream, context.CancellationToken);
}
