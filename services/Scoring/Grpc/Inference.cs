using System.Diagnostics;
using System.Runtime.CompilerServices;
using FedMl.Scoring.Grpc.Wire;
using FedMl.ScoringEngine.Scoring;

namespace FedMl.Scoring.Grpc;

/// <summary>Answers one request with tensors, of a call or of a stream.</summary>
internal sealed class Inference(LongInfer atLength, TensorCheck check)
{
    /// <summary>When it ends, the call has its answer and has let go of the model.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask AnswerAsync(InferCall call, CancellationToken cancellationToken)
    {
        var began = call.Began;
        Exception? failure = null;
        try
        {
            if (call.Run is { } run)
            {
                var stages = new StageClock(began);
                stages.Observe(call.Model, Stage.Decode);
                await run.ExecuteAsync(cancellationToken);
                stages.ObserveRun(call.Model, run);
                check.Answer(run.Outputs);
                InferWriter.Write(call);
                stages.End(call.Model, run);
            }
            else
            {
                call.AnswerMessage = await atLength.AnswerAsync(call.Message!, began, cancellationToken);
            }
        }
        catch (Exception exception)
        {
            failure = exception;
            if (call.HasModel)
            {
                call.Model.Counters.Failed(Stopwatch.GetTimestamp() - began);
            }

            throw;
        }
        finally
        {
            call.Release();
            ScoringMetrics.Infer.Count(began, failure);
        }
    }
}
