using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Store;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace FedMl.Scoring.Rest;

/// <summary>Scores one JSON request: the header is read first, then each tensor's data straight into its memory.</summary>
internal sealed class InferenceJson(ModelStore models, TensorCheck check, IOptions<LimitOptions> limits)
{
    public async Task AnswerAsync(string modelName, string version, HttpContext context)
    {
        RefuseEncodings(context.Request);

        // The body first: a slow upload must not hold a model that is to be unloaded.
        var body = await ReadBodyAsync(context.Request.BodyReader, limits.Value.MaxMessageBytes, context.RequestAborted);
        try
        {
            await AnswerAsync(modelName, version, body, context);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body.Array);
        }
    }

    private async Task AnswerAsync(string modelName, string version, PooledBody body, HttpContext context)
    {
        var began = Stopwatch.GetTimestamp();
        using var use = models.Acquire(modelName, version);
        try
        {
            await AnswerAsync(use.Model, began, body, context);
        }
        catch
        {
            use.Model.Counters.Failed(Stopwatch.GetTimestamp() - began);
            throw;
        }
    }

    private async Task AnswerAsync(LoadedModel model, long began, PooledBody body, HttpContext context)
    {
        var stages = new StageClock(began);
        var header = JsonHeader.Read(body.Span);
        check.Inputs(model, header.Tensors);
        var outputs = TensorCheck.Outputs(model, header.Outputs);
        using var run = model.NewRun(header.Tensors, outputs);
        JsonTensors.Fill(run, header, body.Span, model.Key.Model);
        stages.Observe(model, Stage.Decode);

        await run.ExecuteAsync(context.RequestAborted);
        stages.ObserveRun(model, run);

        context.Response.ContentType = "application/json";
        JsonAnswer.Write(context.Response.BodyWriter, model.Key, header.Id, run.Outputs);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        stages.End(model, run);
    }

    private static void RefuseEncodings(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            throw new ServiceException(ErrorReason.UnsupportedMediaType, "The body's content encoding is not supported.");
        }
    }

    private static async Task<PooledBody> ReadBodyAsync(PipeReader reader, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (buffer.Length > maxBytes)
            {
                throw new ServiceException(ErrorReason.RequestTooLarge, $"The request is larger than {maxBytes} bytes.");
            }

            if (result.IsCompleted)
            {
                // The length before the advance: that gives the segments back, and a buffer of several has none after it.
                var length = (int)buffer.Length;
                var array = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
                buffer.CopyTo(array);
                reader.AdvanceTo(buffer.End);
                return new PooledBody(array, length);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private readonly record struct PooledBody(byte[] Array, int Length)
    {
        public ReadOnlySpan<byte> Span => Array.AsSpan(0, Length);
    }
}
