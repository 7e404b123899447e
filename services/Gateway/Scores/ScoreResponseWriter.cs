using System.Text.Json;
using FedMl.Gateway.Errors;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;

namespace FedMl.Gateway.Scores;

/// <summary>Writes the columnar answer of Scoring row by row, as REST callers read it.</summary>
internal static class ScoreResponseWriter
{
    public static void Write(Utf8JsonWriter json, ScoreResponse response)
    {
        json.WriteStartObject();
        json.WriteString("model", response.Model);
        json.WriteString("version", response.Version);
        WritePredictions(json, response);
        WriteExplanations(json, response);
        WriteFeatures(json, response);
        WriteProblems(json, response.Problems);
        json.WriteEndObject();
    }

    private static void WritePredictions(Utf8JsonWriter json, ScoreResponse response) => WriteRows(json, "predictions", response, row =>
    {
        json.WriteStartObject();
        foreach (var column in response.Predictions)
        {
            json.WritePropertyName(column.Name);
            PredictionWriter.Write(json, column, row);
        }

        json.WriteEndObject();
    });

    private static void WriteExplanations(Utf8JsonWriter json, ScoreResponse response)
    {
        if (response.Explanation is { } explanation)
        {
            WriteRows(json, "explanations", response, row => ExplanationWriter.Write(json, explanation, row));
        }
    }

    // Rows with a problem have no value.
    private static void WriteRows(Utf8JsonWriter json, string name, ScoreResponse response, Action<int> write)
    {
        var failed = response.Problems.Select(p => p.Row).ToHashSet();
        json.WriteStartArray(name);
        for (var row = 0; row < response.RowCount; row++)
        {
            if (failed.Contains(row))
            {
                json.WriteNullValue();
            }
            else
            {
                write(row);
            }
        }

        json.WriteEndArray();
    }

    private static void WriteFeatures(Utf8JsonWriter json, ScoreResponse response)
    {
        json.WriteStartArray("features");
        for (var row = 0; row < response.RowCount; row++)
        {
            json.WriteStartObject();
            foreach (var column in response.Features)
            {
                json.WriteString(column.Name, NameOf(column.Statuses[row]));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteProblems(Utf8JsonWriter json, IEnumerable<RowProblem> problems)
    {
        json.WriteStartArray("problems");
        foreach (var problem in problems)
        {
            json.WriteStartObject();
            json.WriteNumber("row", problem.Row);
            json.WriteString("reason", Reasons.NameOf(problem.Reason));
            json.WriteStartArray("faults");
            foreach (var fault in problem.Faults)
            {
                json.WriteStartObject();
                json.WriteString("field", fault.Field);
                json.WriteString("description", fault.Description);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string NameOf(ValueStatus status) => status switch
    {
        ValueStatus.Null => "NULL",
        ValueStatus.NotFound => "NOT_FOUND",
        ValueStatus.Stale => "STALE",
        ValueStatus.KeyInvalid => "KEY_INVALID",
        ValueStatus.KeyAmbiguous => "KEY_AMBIGUOUS",
        _ => "PRESENT",
    };
}
