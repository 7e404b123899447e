using System.Globalization;
using System.Runtime.InteropServices;
using FedMl.Protos.Inference;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedMl.Benchmarks.Swaps;

/// <summary>Callers that ask one after the other, a pause between, and hold every answer against the version that it names, bit by bit.</summary>
internal sealed class SteadyRequests(GrpcChannel channel, int width)
{
    public const string Model = "swapped";

    private const int Callers = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource stop = new();
    private readonly GRPCInferenceService.GRPCInferenceServiceClient client = new(channel);
    private readonly Lock gate = new();
    private Task callers = Task.CompletedTask;
    private SwapTally tally = new(0, 0, 0, "");
    private int newest;
    private (int Version, TaskCompletionSource Seen)? waited;

    public void Start() => callers = Task.WhenAll(Enumerable.Range(1, Callers).Select(CallAsync));

    /// <summary>Completes with the first answer of a version.</summary>
    public Task UntilVersionAsync(int version)
    {
        lock (gate)
        {
            if (newest >= version)
            {
                return Task.CompletedTask;
            }

            waited = (version, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return waited.Value.Seen.Task;
        }
    }

    public async Task<SwapTally> EndAsync()
    {
        await stop.CancelAsync();
        await callers;
        return tally;
    }

    private async Task CallAsync(int caller)
    {
        for (var i = caller; !stop.IsCancellationRequested; i += Callers)
        {
            var x = Enumerable.Range(0, width).Select(column => (float)((i + column) % 1000)).ToArray();
            var request = new ModelInferRequest { ModelName = Model, RawInputContents = { ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(x)) } };
            request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = "x", Datatype = "FP32", Shape = { 1, width } });
            try
            {
                Take(x, await client.ModelInferAsync(request));
            }
            catch (RpcException exception)
            {
                lock (gate)
                {
                    tally = tally with { Failed = tally.Failed + 1, Why = exception.Status.Detail };
                }
            }

            await Task.Delay(Pause);
        }
    }

    private void Take(float[] x, ModelInferResponse answer)
    {
        var version = int.Parse(answer.ModelVersion, CultureInfo.InvariantCulture);
        var isRight = MemoryMarshal.Cast<byte, float>(answer.RawOutputContents[0].Span).SequenceEqual(Array.ConvertAll(x, value => value * version));
        lock (gate)
        {
            tally = tally with { Answered = tally.Answered + 1, Wrong = tally.Wrong + (isRight ? 0 : 1) };
            newest = Math.Max(newest, version);
            if (waited is { } wait && newest >= wait.Version)
            {
                wait.Seen.TrySetResult();
                waited = null;
            }
        }
    }
}

/// <summary>How requests fared.</summary>
/// <param name="Answered">Answers.</param>
/// <param name="Wrong">Of these, not those of the version that they name.</param>
/// <param name="Failed">No answer.</param>
/// <param name="Why">Why the last of these.</param>
internal sealed record SwapTally(int Answered, int Wrong, int Failed, string Why);
