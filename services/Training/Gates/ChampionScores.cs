using FedMl.Protos.Features.V1;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.Training.Inputs;
using FedMl.Training.Jobs;
using Grpc.Core;

namespace FedMl.Training.Gates;

/// <summary>Has the model's champion score the rows that a job held out.</summary>
internal sealed class ChampionScores(ModelsService.ModelsServiceClient models, ScoringService.ScoringServiceClient scoring)
{
    private const string Champion = "champion";
    private const int BatchRows = 1000;

    /// <exception cref="ServiceException">Those of Models and Scoring; MODEL_NOT_READY until the champion is loaded.</exception>
    public async Task<ChampionScore> ScoreAsync(Job job, Evaluation evaluation, CancellationToken cancellationToken)
    {
        var model = job.Request.Template.Model;
        try
        {
            if (await VersionAsync(model, cancellationToken) is not { } version)
            {
                return ChampionScore.None("there is no champion to compare it with");
            }

            var statuses = await scoring.ListModelStatusesAsync(new ListModelStatusesRequest { Model = model }, cancellationToken: cancellationToken);
            var status = statuses.Statuses.FirstOrDefault(s => s.Version == version);
            return status?.State switch
            {
                ModelState.Failed => ChampionScore.None($"the champion, version {version}, cannot be loaded, so there is nothing to compare it with"),
                ModelState.Ready => await ScoreAsync(job, evaluation, status, cancellationToken),
                _ => throw new ServiceException(ErrorReason.ModelNotReady, $"Version {version} of model {model} is not loaded."),
            };
        }
        catch (RpcException exception)
        {
            throw RpcErrors.FromRpcException(exception, TrainingRoom.Scoring);
        }
    }

    private async Task<string?> VersionAsync(string model, CancellationToken cancellationToken)
    {
        try
        {
            return (await models.ResolveAliasAsync(new ResolveAliasRequest { Model = model, Alias = Champion }, cancellationToken: cancellationToken)).Version;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<ChampionScore> ScoreAsync(Job job, Evaluation evaluation, ModelStatus status, CancellationToken cancellationToken)
    {
        var input = job.Request.Template.Inputs.Single(i => i.Name == evaluation.Input);
        var rows = CsvTable.Read(InputMaker.FileOf(job.Folder, input, isHoldOut: true));
        var columns = ColumnsOf(status, rows);
        var truth = rows.ColumnOf(evaluation.Truth) ?? throw new OutputInvalidException($"The rows held out have no column {evaluation.Truth}.");
        var sum = new ScoreSum();
        for (var from = 0; from < rows.Count; from += BatchRows)
        {
            int[] batch = [.. Enumerable.Range(from, Math.Min(BatchRows, rows.Count - from))];
            var request = new ScoreRequest { Model = status.Model, Version = status.Version, Records = new Records() };
            request.Records.Columns.AddRange(columns.Select(column => ColumnOf(column.Name, [.. batch.Select(row => rows[row, column.Index])])));
            var answer = await scoring.ScoreAsync(request, cancellationToken: cancellationToken);
            sum.Add(answer, [.. batch.Select(row => rows[row, truth] ?? "")], evaluation);
        }

        return sum.Of(status.Version);
    }

    private static (string Name, int Index)[] ColumnsOf(ModelStatus status, CsvTable rows) =>
    [
        .. status.Inputs.Select(input => (input.Name, rows.ColumnOf(input.Feature.Length > 0 ? input.Feature[(input.Feature.IndexOf(':', StringComparison.Ordinal) + 1)..] : input.Name)
            ?? throw new OutputInvalidException($"The champion takes {input.Name}, which the rows held out do not have."))),
    ];

    // Numbers as numbers where all are; the rest is text.
    private static Column ColumnOf(string name, string?[] cells)
    {
        var column = new Column { Name = name, Statuses = { cells.Select(cell => cell is null ? ValueStatus.Null : ValueStatus.Present) } };
        double[] numbers = [.. cells.Select(cell => cell is null ? 0 : CsvTable.NumberOf(cell))];
        if (numbers.All(number => !double.IsNaN(number)))
        {
            column.Doubles = new Doubles { Values = { numbers } };
        }
        else
        {
            column.Strings = new Strings { Values = { cells.Select(cell => cell ?? "") } };
        }

        return column;
    }
}

/// <param name="Version">Null: there is nothing to compare with, and <paramref name="Why"/> says why.</param>
/// <param name="Rows">Rows scored.</param>
internal sealed record ChampionScore(string? Version, string Why, int Rows, double Accuracy, double LogLoss)
{
    public static ChampionScore None(string why) => new(null, why, 0, 0, 0);
}
