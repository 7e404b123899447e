using System.Diagnostics;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Explanations;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Store;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>Scores rows of business data: the data plane behind <c>ScoringService/Score</c>.</summary>
public sealed class Scorer(ModelStore models, FeatureFetch features, ScoreExplanations explanations, TensorCheck check)
{
    /// <summary>Scores all rows of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deadline">Point in time, UTC, at which nobody waits any more.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
    /// <exception cref="ServiceException">The request has no answer; see <c>ScoringService/Score</c> for the reasons.</exception>
    public async Task<ScoreResponse> ScoreAsync(ScoreRequest request, DateTime deadline, CancellationToken cancellationToken)
    {
        // 1: find the loaded model
        var began = Stopwatch.GetTimestamp();
        using var use = Acquire(request);
        try
        {
            return await ScoreAsync(use.Model, request, began, deadline, cancellationToken);
        }
        catch
        {
            use.Model.Counters.Failed(Stopwatch.GetTimestamp() - began);
            throw;
        }
    }

    private async Task<ScoreResponse> ScoreAsync(LoadedModel model, ScoreRequest request, long began, DateTime deadline, CancellationToken cancellationToken)
    {
        var stages = new StageClock(began);
        var rows = RequestRows.Of(request, check.MaxRows(model));
        var outputs = OutputsOf(model.Signature, request);
        if (request.Explain)
        {
            explanations.Check(model, rows.Count);
        }

        var problems = new RowProblems(rows.Count);
        var sources = new Column?[model.Signature.Columns.Count];
        RecordColumns.Map(rows.Records, model.Signature, sources, problems);
        stages.Observe(model, Stage.Decode);

        // 2: ask for features, once
        if (rows.ByKey)
        {
            await features.FetchAsync(model.Signature, rows, request, sources, deadline, cancellationToken);
            stages.Observe(model, Stage.Features);
        }

        // 3: columns to tensors
        RowCheck.Check(model.Signature, sources, rows.ByKey, KeyName(rows), problems);
        if (problems.All)
        {
            throw problems.ToException();
        }

        var good = problems.GoodRows();
        using var run = TensorFill.NewRun(model, sources, good, [.. outputs.Select(o => o.Signature.Onnx).Distinct(StringComparer.Ordinal)]);
        stages.Observe(model, Stage.Decode);

        // 4: run
        await run.ExecuteAsync(cancellationToken);
        stages.ObserveRun(model, run);
        check.Answer(run.Outputs);

        // 5: explain, where that is asked for
        Explanation? explanation = null;
        if (request.Explain)
        {
            explanation = await explanations.ExplainAsync(model, sources, good, rows.Count, cancellationToken);
            stages.Observe(model, Stage.Explain);
        }

        // 6: answer, with the version used
        var response = new ScoreResponse { Model = model.Key.Model, Version = model.Key.Version, RowCount = rows.Count, Explanation = explanation };
        response.Predictions.AddRange(outputs.Select(o => PredictionReader.Read(o, run.Outputs.First(t => t.Name == o.Signature.Onnx), good, rows.Count)));
        response.Problems.AddRange(problems.List());
        if (request.WithFeatureStatuses)
        {
            response.Features.AddRange(model.Signature.Columns.Select((column, i) => StatusesOf(column, sources[i], rows.Count)));
        }

        stages.End(model, run);
        EngineMetrics.Rows(model.Key.Model, good.Length, problems.Count);
        return response;
    }

    private ModelUse Acquire(ScoreRequest request) => request.VersionChoiceCase == ScoreRequest.VersionChoiceOneofCase.Alias
        ? models.AcquireAlias(request.Model, request.Alias)
        : models.Acquire(request.Model, request.Version, RoutingKey.Of(request.RoutingKey, "routing_key"));

    private static string KeyName(RequestRows rows) => string.Join(',', rows.Keys.Select(k => k.Name));

    private static IReadOnlyList<BoundOutput> OutputsOf(BoundSignature signature, ScoreRequest request)
    {
        if (request.Outputs.Count == 0)
        {
            return signature.Outputs;
        }

        Fault[] faults =
        [
            .. request.Outputs.Where(name => signature.Outputs.All(o => o.Name != name)).Select(name => new Fault("outputs", $"the model has no output {name}")),
            .. request.Outputs.GroupBy(name => name).Where(g => g.Count() > 1).Select(g => new Fault("outputs", $"{g.Key} is asked for twice")),
        ];
        return faults.Length > 0
            ? throw ServiceException.FromFaults(ErrorReason.InputInvalid, "The request does not fit the model", faults)
            : [.. request.Outputs.Select(name => signature.Outputs.First(o => o.Name == name))];
    }

    private static ValueStatuses StatusesOf(BoundColumn column, Column? source, int rowCount)
    {
        var statuses = new ValueStatuses { Name = column.Name, Feature = column.Feature ?? "" };
        for (var row = 0; row < rowCount; row++)
        {
            statuses.Statuses.Add(ColumnSource.StatusOf(source, row));
        }

        return statuses;
    }
}
