using System.Collections.Concurrent;
using FedMl.BatchScoring.Neighbours;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Columns;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.BatchScoring.Scoring;

/// <summary>Scores by the service Scoring, over a stream for each chunk that is being scored. Rows are checked here, by the same code.</summary>
internal sealed class ServiceEngine : IChunkEngine
{
    private const int RequestRows = 4096;

    private readonly GRPCInferenceService.GRPCInferenceServiceClient inference;
    private readonly ConcurrentBag<ScoringStream> streams = [];
    private readonly string[] tensors;
    private readonly int[] places;
    private readonly Retry retry;

    private ServiceEngine(GRPCInferenceService.GRPCInferenceServiceClient inference, ScoringModel model, IReadOnlyList<BoundOutput> outputs, IReadOnlyList<OutputShape> shapes, Retry retry)
    {
        this.inference = inference;
        this.retry = retry;
        tensors = [.. outputs.Select(o => o.Signature.Onnx).Distinct(StringComparer.Ordinal)];
        places = [.. outputs.Select(o => tensors.AsSpan().IndexOf(o.Signature.Onnx))];
        Model = model;
        Outputs = OutputColumn.Of(outputs, shapes);
    }

    public ScoringModel Model { get; }

    public IReadOnlyList<OutputColumn> Outputs { get; }

    /// <param name="channel">Scoring.</param>
    /// <param name="version">The version that scores.</param>
    /// <param name="signature">Text of its signature; null: it has none.</param>
    /// <param name="asked">Outputs to write; empty: all.</param>
    /// <param name="retry">Tries again what can succeed later, such as a version that Scoring loads only now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServiceException">JOB_SPECIFICATION_INVALID, SIGNATURE_INVALID, or what Scoring answered.</exception>
    public static async Task<ServiceEngine> OpenAsync(ChannelBase channel, ModelVersion version, string? signature, IReadOnlyList<string> asked, Retry retry, CancellationToken cancellationToken)
    {
        var inference = new GRPCInferenceService.GRPCInferenceServiceClient(channel);
        var metadata = await retry.DoAsync(
            "Scoring", async () => await inference.ModelMetadataAsync(new ModelMetadataRequest { Name = version.Model, Version = version.Version }, cancellationToken: cancellationToken), cancellationToken);
        TensorSpec[] outputs = [.. metadata.Outputs.Select(SpecOf)];
        var bound = ColumnSignature.Bind(signature, [.. metadata.Inputs.Select(SpecOf)], outputs);
        var chosen = EmbeddedEngine.Choose(bound, asked);
        return new ServiceEngine(inference, new ScoringModel(version.Model, version.Version, version.Digest, bound), chosen, [.. chosen.Select(o => ShapeOf(o, outputs))], retry);
    }

    public async Task<ScoredChunk> ScoreAsync(IReadOnlyList<ValueColumn?> columns, int rows, CancellationToken cancellationToken)
    {
        OutputBuffer[] buffers = [.. Outputs.Select(column => new OutputBuffer(column, rows))];
        List<RejectedRow> rejected = [];
        List<int> good = [];
        List<ModelInferRequest> requests = [];
        for (var first = 0; first < rows; first += RequestRows)
        {
            var screen = RowScreen.Of(Model.Signature, columns, first, Math.Min(RequestRows, rows - first));
            rejected.AddRange(screen.Problems.Select(p => RejectedRow.Of(first, p)));
            foreach (var row in screen.GoodRows)
            {
                good.Add(first + row);
            }

            if (screen.GoodRows.Count > 0)
            {
                requests.Add(RequestOf(screen.ToTensors()));
            }
        }

        await AskAsync(requests, answer => Take(answer, buffers), cancellationToken);
        return new ScoredChunk(good.Count == rows ? null : [.. good], [.. buffers.Select(b => b.ToArray())], rejected);
    }

    public void Dispose()
    {
        foreach (var stream in streams)
        {
            stream.Dispose();
        }
    }

    // A stream that fails is left; what it did not answer is asked on another.
    private async Task AskAsync(List<ModelInferRequest> requests, Action<ModelInferResponse> take, CancellationToken cancellationToken)
    {
        var waiting = retry.Begin();
        var answered = 0;
        while (answered < requests.Count)
        {
            var stream = streams.TryTake(out var idle) ? idle : new ScoringStream(inference);
            try
            {
                await stream.SendAsync(requests[answered], cancellationToken);
                while (answered < requests.Count)
                {
                    if (answered + 1 < requests.Count)
                    {
                        await stream.SendAsync(requests[answered + 1], cancellationToken);
                    }

                    take(await stream.ReadAsync(cancellationToken));
                    answered++;
                    waiting.Reset();
                }

                streams.Add(stream);
            }
            catch (Exception exception) when (exception is RpcException or ServiceException or InvalidOperationException)
            {
                stream.Dispose();
                await waiting.WaitAsync(FailureOf(exception), cancellationToken);
            }
        }
    }

    private void Take(ModelInferResponse answer, OutputBuffer[] buffers)
    {
        if (answer.ModelVersion != Model.Version || answer.Outputs.Count != tensors.Length || answer.RawOutputContents.Count != tensors.Length)
        {
            throw new ServiceException(ErrorReason.JobChanged, "Scoring answered with another version, or other outputs, than the job began with.");
        }

        AnsweredTensor[] outputs = [.. tensors.Select(name => TensorOf(answer, name))];
        for (var i = 0; i < buffers.Length; i++)
        {
            var tensor = outputs[places[Outputs[i].Output]];
            buffers[i].Append(tensor, (int)tensor.Shape[0]);
        }
    }

    private static AnsweredTensor TensorOf(ModelInferResponse answer, string name)
    {
        var index = answer.Outputs.Select(o => o.Name).ToList().IndexOf(name);
        return new AnsweredTensor(answer.Outputs[index], answer.RawOutputContents[index].Memory);
    }

    private ModelInferRequest RequestOf(RequestTensors inputs)
    {
        var request = new ModelInferRequest { ModelName = Model.Name, ModelVersion = Model.Version };
        for (var i = 0; i < inputs.Headers.Count; i++)
        {
            var header = inputs.Headers[i];
            request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor { Name = header.Name, Datatype = header.Datatype.Name(), Shape = { header.Shape } });
            request.RawInputContents.Add(UnsafeByteOperations.UnsafeWrap(inputs.Contents(i)));
        }

        request.Outputs.AddRange(tensors.Select(name => new ModelInferRequest.Types.InferRequestedOutputTensor { Name = name }));
        return request;
    }

    private static ServiceException FailureOf(Exception exception) => exception switch
    {
        ServiceException known => known,
        RpcException failed => CallFailure.Of(failed, "Scoring"),
        _ => new ServiceException(ErrorReason.NeighbourUnavailable, "The stream to Scoring broke.", null, exception),
    };

    private static TensorSpec SpecOf(ModelMetadataResponse.Types.TensorMetadata tensor) =>
        new(tensor.Name, Datatypes.TryParse(tensor.Datatype, out var datatype) ? datatype : Datatype.Unknown, [.. tensor.Shape]);

    private static OutputShape ShapeOf(BoundOutput output, TensorSpec[] tensors)
    {
        var width = tensors.First(t => t.Name == output.Signature.Onnx).RowElements;
        var classes = output.Signature.Classes;
        return width >= 1 || classes.Count > 0
            ? new OutputShape((int)Math.Max(width, classes.Count), classes)
            : throw ServiceException.FromFaults(
                ErrorReason.JobSpecificationInvalid, "The job does not fit the model", [new Fault("outputs", $"{output.Name} does not tell how many elements a row has: name its classes in the signature")]);
    }
}
