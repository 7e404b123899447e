using FedMl.Protos.Inference;
using FedMl.Scoring.Grpc.Wire;
using FedMl.ServiceDefaults.Errors;
using FedMl.ScoringEngine.Admission;
using Grpc.Core;

namespace FedMl.Scoring.Grpc;

/// <summary>The calls of the Open Inference Protocol that carry tensors.</summary>
[BindServiceMethod(typeof(InferMethods), nameof(InferMethods.Bind))]
internal sealed class InferGrpcService(Inference inference, InferCalls calls, AdmissionControl admission, IHostApplicationLifetime lifetime)
{
    public Task<InferCall> ModelInfer(InferCall call, ServerCallContext context)
    {
        var answering = inference.AnswerAsync(call, context.CancellationToken);
        return answering.IsCompletedSuccessfully ? call.Itself : WaitAsync(answering, call);
    }

    /// <summary>Answers in the order of the requests; runs of one stream may share a batch.</summary>
    public Task ModelStreamInfer(IAsyncStreamReader<InferCall> requests, IServerStreamWriter<InferCall> answers, ServerCallContext context) =>
        new InferStream(inference, calls, admission, requests, answers, context).RunAsync(lifetime.ApplicationStopping);

    private async Task<InferCall> WaitAsync(ValueTask answering, InferCall call)
    {
        try
        {
            await answering;
            return call;
        }
        catch
        {
            calls.Return(call);
            throw;
        }
    }
}
