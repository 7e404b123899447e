using Apache.Arrow;
using FedMl.BatchScoring.Neighbours;
using FedMl.Inference;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Columns;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.BatchScoring.Scoring;

/// <summary>
/// Scores by the service Scoring: requests of some thousand rows over one connection, as many under way as there are
/// workers, so that the service is never sent more than it can hold. It checks the rows.
/// </summary>
internal sealed class ServiceEngine : IChunkEngine
{
    private const int RequestRows = 4096;

    private readonly ScoringService.ScoringServiceClient scoring;
    private readonly string[] outputs;
    private readonly Retry retry;

    private ServiceEngine(ScoringService.ScoringServiceClient scoring, ScoringModel model, IReadOnlyList<BoundOutput> outputs, IReadOnlyList<OutputShape> shapes, Retry retry)
    {
        this.scoring = scoring;
        this.outputs = [.. outputs.Select(o => o.Name)];
        this.retry = retry;
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
        var tensors = metadata.Outputs.Select(SpecOf).ToArray();
        var bound = ColumnSignature.Bind(signature, [.. metadata.Inputs.Select(SpecOf)], tensors);
        var chosen = EmbeddedEngine.Choose(bound, asked);
        return new ServiceEngine(
            new ScoringService.ScoringServiceClient(channel), new ScoringModel(version.Model, version.Version, version.Digest, bound), chosen, [.. chosen.Select(o => ShapeOf(o, tensors))], retry);
    }

    public async Task<ScoredChunk> ScoreAsync(IReadOnlyList<ValueColumn?> columns, int rows, CancellationToken cancellationToken)
    {
        PredictionArrays[] arrays = [.. Outputs.Select(column => new PredictionArrays(column))];
        List<RejectedRow> rejected = [];
        List<int> good = [];
        for (var first = 0; first < rows; first += RequestRows)
        {
            var count = Math.Min(RequestRows, rows - first);
            var request = RequestOf(columns, first, count);
            var answer = await AskAsync(request, count, cancellationToken);
            var bad = answer.Problems.ToDictionary(p => p.Row);
            int[] own = [.. Enumerable.Range(0, count).Where(row => !bad.ContainsKey(row))];
            for (var i = 0; i < arrays.Length && own.Length > 0; i++)
            {
                arrays[i].Append(answer.Predictions[Outputs[i].Output], own);
            }

            good.AddRange(own.Select(row => first + row));
            rejected.AddRange(bad.Values.OrderBy(p => p.Row).Select(p => RejectedRow.Of(first, p)));
        }

        return new ScoredChunk(good.Count == rows ? null : [.. good], [.. arrays.Select(a => a.ToArray())], rejected);
    }

    public void Dispose()
    {
        // The channel is the job's.
    }

    private ScoreRequest RequestOf(IReadOnlyList<ValueColumn?> columns, int first, int count)
    {
        var request = new ScoreRequest { Model = Model.Name, Version = Model.Version, Records = new Records(), Outputs = { outputs } };
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i] is { } column)
            {
                request.Records.Columns.Add(RecordMessages.Of(Model.Signature.Columns[i], column, first, count));
            }
        }

        return request;
    }

    private async Task<ScoreResponse> AskAsync(ScoreRequest request, int rows, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await retry.DoAsync("Scoring", async () => await scoring.ScoreAsync(request, cancellationToken: cancellationToken), cancellationToken);
            return answer.Version == Model.Version && answer.RowCount == rows
                ? answer
                : throw new ServiceException(ErrorReason.JobChanged, "Scoring answered with another version than the job began with.");
        }
        catch (ServiceException exception) when (rows > 1 && exception.Reason is ErrorReason.InputInvalid or ErrorReason.ValueMissing or ErrorReason.ValueStale or ErrorReason.EntityKeyInvalid)
        {
            // A request none of whose rows can be scored is an error: halves of it tell of each row why.
            return await AskHalvesAsync(request, rows, cancellationToken);
        }
        catch (ServiceException exception) when (rows == 1 && exception.Reason is ErrorReason.InputInvalid or ErrorReason.ValueMissing or ErrorReason.ValueStale or ErrorReason.EntityKeyInvalid)
        {
            var problem = new RowProblem { Reason = exception.Reason };
            problem.Faults.AddRange(exception.Faults.Select(f => new FieldFault { Field = f.Field["rows[0].".Length..], Description = f.Description }));
            return new ScoreResponse { Version = Model.Version, RowCount = 1, Problems = { problem } };
        }
    }
}
