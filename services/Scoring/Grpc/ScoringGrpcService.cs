using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Store;
using Grpc.Core;

namespace FedMl.Scoring.Grpc;

internal sealed class ScoringGrpcService(Scorer scorer, ModelCatalogue catalogue) : ScoringService.ScoringServiceBase
{
    public override Task<ScoreResponse> Score(ScoreRequest request, ServerCallContext context) =>
        ScoringMetrics.Score.CountAsync(() => scorer.ScoreAsync(request, context.Deadline, context.CancellationToken));

    public override Task<ListModelStatusesResponse> ListModelStatuses(ListModelStatusesRequest request, ServerCallContext context)
    {
        var response = new ListModelStatusesResponse();
        response.Statuses.AddRange(catalogue.List(request.Model));
        return Task.FromResult(response);
    }
}
