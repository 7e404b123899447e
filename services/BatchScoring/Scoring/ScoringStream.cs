using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.BatchScoring.Scoring;

/// <summary>
/// One stream of requests to Scoring, answered in order. The next request is sent while the last one is answered; gRPC's
/// flow control holds it back where Scoring cannot take it. One caller at a time.
/// </summary>
internal sealed class ScoringStream(GRPCInferenceService.GRPCInferenceServiceClient inference) : IDisposable
{
    private readonly AsyncDuplexStreamingCall<ModelInferRequest, ModelStreamInferResponse> call = inference.ModelStreamInfer();

    public Task SendAsync(ModelInferRequest request, CancellationToken cancellationToken) => call.RequestStream.WriteAsync(request, cancellationToken);

    /// <summary>The answer to the oldest request that has none yet.</summary>
    /// <exception cref="ServiceException">What Scoring says of that request.</exception>
    /// <exception cref="RpcException">The stream broke.</exception>
    public async Task<ModelInferResponse> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await call.ResponseStream.MoveNext(cancellationToken))
        {
            throw new ServiceException(ErrorReason.NeighbourUnavailable, "Scoring ended the stream.");
        }

        var answer = call.ResponseStream.Current;
        return answer.ErrorMessage.Length == 0 ? answer.InferResponse : throw FailureOf(answer.ErrorMessage);
    }

    public void Dispose() => call.Dispose();

    // Scoring's own texts begin with the reason: [OVERLOADED] …
    private static ServiceException FailureOf(string message)
    {
        var end = message.IndexOf(']', StringComparison.Ordinal);
        return message.StartsWith('[') && end > 0 && ErrorCatalogue.TryParse(message[1..end], out var reason)
            ? new ServiceException(reason, message[(end + 1)..].Trim())
            : new ServiceException(ErrorReason.ModelRunFailed, message);
    }
}
