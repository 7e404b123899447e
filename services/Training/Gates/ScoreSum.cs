using FedMl.Protos.Scoring.V1;
using FedMl.Training.Jobs;

namespace FedMl.Training.Gates;

/// <summary>Adds up how good answers are. A row without an answer is one whose class was not found, and was thought impossible.</summary>
internal sealed class ScoreSum
{
    /// <summary>A class that was thought impossible costs this much, not infinitely much.</summary>
    private const double SmallestProbability = 1e-15;

    private int rows;
    private int found;
    private double loss;

    public void Add(ScoreResponse answer, IReadOnlyList<string> truth, Evaluation evaluation)
    {
        var labels = Find(answer, evaluation.Label);
        var probabilities = evaluation.Probability.Length == 0 ? null : Find(answer, evaluation.Probability);
        var unanswered = answer.Problems.Select(problem => problem.Row).ToHashSet();
        for (var row = 0; row < truth.Count; row++)
        {
            rows++;
            var isAnswered = !unanswered.Contains(row);
            found += isAnswered && LabelOf(labels, row) == truth[row] ? 1 : 0;
            loss += probabilities is null ? 0 : -Math.Log(Math.Max(isAnswered ? ProbabilityOf(probabilities, row, truth[row]) : 0, SmallestProbability));
        }
    }

    public ChampionScore Of(string version) => rows == 0
        ? ChampionScore.None("no rows were held out, so there is nothing to compare it on")
        : new ChampionScore(version, "", rows, (double)found / rows, loss / rows);

    private static PredictionColumn Find(ScoreResponse answer, string name) => answer.Predictions.FirstOrDefault(column => column.Name == name)
        ?? throw new OutputInvalidException($"The champion has no output {name}.");

    private static string LabelOf(PredictionColumn column, int row) => column.ValuesCase switch
    {
        PredictionColumn.ValuesOneofCase.Strings => column.Strings.Values[row],
        PredictionColumn.ValuesOneofCase.Int64S => column.Int64S.Values[row].ToString(System.Globalization.CultureInfo.InvariantCulture),
        PredictionColumn.ValuesOneofCase.Bools => column.Bools.Values[row] ? "true" : "false",
        _ => throw new OutputInvalidException($"The champion's output {column.Name} is no class."),
    };

    private static double ProbabilityOf(PredictionColumn column, int row, string truth)
    {
        var index = column.Classes.IndexOf(truth);
        return index < 0 ? 0 : column.ValuesCase switch
        {
            PredictionColumn.ValuesOneofCase.Floats => column.Floats.Values[(row * column.Width) + index],
            PredictionColumn.ValuesOneofCase.Doubles => column.Doubles.Values[(row * column.Width) + index],
            _ => throw new OutputInvalidException($"The champion's output {column.Name} is no probability."),
        };
    }
}
