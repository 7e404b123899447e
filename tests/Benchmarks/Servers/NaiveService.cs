using FedMl.Benchmarks.Servers.Naive;
using Grpc.Core;

namespace FedMl.Benchmarks.Servers;

/// <summary>Scoring over gRPC as a user writes it: generated classes, repeated floats, DenseTensor.</summary>
internal sealed class NaiveService(NaiveModels models) : Scorer.ScorerBase
{
    public override Task<ScoreResponse> Score(ScoreRequest request, ServerCallContext context)
    {
        var response = new ScoreResponse();
        response.Scores.AddRange(models.Score(request.Model, request.Rows, [.. request.Features]));
        return Task.FromResult(response);
    }
}
