using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using FedMl.Protos.Inference;
using FedMl.Scoring.Grpc.Wire;
using FedMl.ScoringEngine.Admission;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using static Grpc.Core.StatusCode;

namespace FedMl.Scoring.Grpc;

/// <summary>
/// One stream of requests, each of which has to be let in as a call has. Reads ahead while runs are under way, answers in order, and sends what is finished in one
/// go when there is nothing to read: that, and not the run, is what a stream of small requests costs.
/// </summary>
internal sealed class InferStream(
    Inference inference, InferCalls calls, AdmissionControl admission, IAsyncStreamReader<InferCall> requests, IServerStreamWriter<InferCall> answers, ServerCallContext context)
{
    // Requests of one stream that are read and not yet answered.
    private const int MaxAhead = 64;

    // Answers that may lie unsent while there is more to read.
    private const int MaxUnsent = 64;

    private static readonly WriteOptions Unsent = new(WriteFlags.BufferHint);

    private readonly Queue<(InferCall Call, Task Answering)> pending = new();
    private int unsent;

    /// <summary>Answers until the caller has sent all, or the server stops: then what was read is answered yet.</summary>
    /// <exception cref="ServiceException">SHUTTING_DOWN.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        answers.WriteOptions = Unsent;
        try
        {
            await AnswerAllAsync(stopping);
        }
        catch (IOException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(context.CancellationToken);
        }
        finally
        {
            await LeaveAsync();
        }
    }

    private async Task AnswerAllAsync(CancellationToken stopping)
    {
        // Ends the reading: the gRPC library takes it for an error of its own.
        using var ending = stopping.UnsafeRegister(static body => ((PipeReader)body!).CancelPendingRead(), context.GetHttpContext().Request.BodyReader);
        try
        {
            await ReadAsync();
            await DrainAsync();
        }
        catch (RpcException exception) when (exception.StatusCode == Internal && stopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            await DrainAsync();
            await SendAsync();
            throw new ServiceException(Protos.Errors.V1.ErrorReason.ShuttingDown, "This server is shutting down.");
        }
    }

    private async Task ReadAsync()
    {
        // No token: reading and sending end with the call as it is, and a token would be registered with for every message.
        var reading = requests.MoveNext(CancellationToken.None);
        while (true)
        {
            await WriteFinishedAsync();
            if (pending.Count < MaxAhead && reading.IsCompleted)
            {
                if (!await reading)
                {
                    break;
                }

                Start(requests.Current);
                reading = requests.MoveNext(CancellationToken.None);
                continue;
            }

            await SendAsync();
            await (pending.Count == 0 ? reading
                : pending.Count == MaxAhead ? pending.Peek().Answering
                : Task.WhenAny(reading, pending.Peek().Answering)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DrainAsync()
    {
        while (pending.TryPeek(out var next))
        {
            await next.Answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await WriteFinishedAsync();
        }
    }

    private void Start(InferCall call)
    {
        var answering = admission.TryAdmit(call.RequestBytes, out var permit) ? AnswerAsync(call, permit) : WaitAsync(call);
        pending.Enqueue((call, answering.IsCompletedSuccessfully ? Task.CompletedTask : answering.AsTask()));
    }

    // Its place is free when the answer is there: it is sent in its turn, and one before it may still wait for a place.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerAsync(InferCall call, Permit permit)
    {
        using (permit)
        {
            await inference.AnswerAsync(call, context.CancellationToken);
        }
    }

    private async ValueTask WaitAsync(InferCall call)
    {
        var priority = (call.Message is null ? null : RequestPriority.Asked(call.Message)) ?? admission.DefaultPriority;
        var permit = await admission.AdmitAsync(call.RequestBytes, priority, context.Deadline, context.CancellationToken);
        if (permit.Refusal is { } refusal)
        {
            call.Release();
            ScoringMetrics.Infer.Count(call.Began, refusal);
            throw refusal;
        }

        await AnswerAsync(call, permit);
    }

    private async ValueTask WriteFinishedAsync()
    {
        while (pending.TryPeek(out var next) && next.Answering.IsCompleted)
        {
            pending.Dequeue();
            if (!next.Answering.IsCompletedSuccessfully)
            {
                next.Call.Failure = FailureOf(next.Answering, next.Call);
            }

            await answers.WriteAsync(next.Call);
            if (++unsent == MaxUnsent)
            {
                await SendAsync();
            }
        }
    }

    private async ValueTask SendAsync()
    {
        if (unsent > 0)
        {
            unsent = 0;
            await context.GetHttpContext().Response.BodyWriter.FlushAsync(CancellationToken.None);
        }
    }

    // One bad request must not end a stream that others' requests are on.
    private ModelStreamInferResponse FailureOf(Task answering, InferCall call)
    {
        var message = answering.Exception?.InnerException switch
        {
            ServiceException expected => $"[{ErrorCatalogue.Of(expected.Reason).Name}] {expected.Message}",
            null => throw new OperationCanceledException(context.CancellationToken),
            var unexpected => throw unexpected,
        };
        return new ModelStreamInferResponse { ErrorMessage = message, InferResponse = new ModelInferResponse { Id = call.IdText } };
    }

    // Runs that are under way use memory of this stream's calls.
    private async Task LeaveAsync()
    {
        while (pending.TryDequeue(out var next))
        {
            await next.Answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            calls.Return(next.Call);
        }
    }
}
