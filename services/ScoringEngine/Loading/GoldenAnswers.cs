using System.Text.Json;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Holds predictions against those that the samples tell. Outputs that the samples leave out are not compared.</summary>
internal static class GoldenAnswers
{
    public static IReadOnlyList<Fault> Compare(Samples samples, IReadOnlyList<PredictionColumn> predictions)
    {
        List<Fault> faults = [];
        for (var row = 0; row < samples.Predictions.Count; row++)
        {
            foreach (var told in samples.Predictions[row].EnumerateObject())
            {
                var column = predictions.FirstOrDefault(p => p.Name == told.Name);
                if (column is null || !Matches(told.Value, column, row, samples.Tolerance))
                {
                    faults.Add(new Fault($"predictions[{row}].{told.Name}", column is null ? "the signature has no such output" : "differs"));
                }
            }
        }

        return faults;
    }

    private static bool Matches(JsonElement told, PredictionColumn column, int row, double tolerance) => told.ValueKind switch
    {
        JsonValueKind.Object => told.EnumerateObject().Count() == column.Classes.Count
            && told.EnumerateObject().All(c => column.Classes.IndexOf(c.Name) is >= 0 and var i && MatchesOne(c.Value, column, (row * column.Width) + i, tolerance)),
        JsonValueKind.Array => told.GetArrayLength() == column.Width
            && told.EnumerateArray().Select((v, i) => MatchesOne(v, column, (row * column.Width) + i, tolerance)).All(same => same),
        _ => column.Width == 1 && MatchesOne(told, column, row, tolerance),
    };

    private static bool MatchesOne(JsonElement told, PredictionColumn column, int index, double tolerance) => column.ValuesCase switch
    {
        PredictionColumn.ValuesOneofCase.Strings => told.ValueKind == JsonValueKind.String && told.GetString() == column.Strings.Values[index],
        PredictionColumn.ValuesOneofCase.Bools => told.ValueKind is JsonValueKind.True or JsonValueKind.False && told.GetBoolean() == column.Bools.Values[index],
        _ when told.ValueKind != JsonValueKind.Number => false,
        PredictionColumn.ValuesOneofCase.Floats => Math.Abs(told.GetDouble() - column.Floats.Values[index]) <= tolerance,
        PredictionColumn.ValuesOneofCase.Doubles => Math.Abs(told.GetDouble() - column.Doubles.Values[index]) <= tolerance,
        PredictionColumn.ValuesOneofCase.Int64S => told.TryGetInt64(out var whole) && whole == column.Int64S.Values[index],
        _ => false,
    };
}
