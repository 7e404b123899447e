using System.Text.Json;
using FedMl.Protos.Scoring.V1;
using Google.Protobuf.Collections;

namespace FedMl.Gateway.Scores;

/// <summary>Writes why one row has its raw scores: each a number, an object by class, or an array, as they come.</summary>
internal static class ExplanationWriter
{
    public static void Write(Utf8JsonWriter json, Explanation explanation, int row)
    {
        var first = row * explanation.Width;
        json.WriteStartObject();
        WriteScores(json, "baseValue", explanation, explanation.BaseValues, 0);
        WriteScores(json, "rawScore", explanation, explanation.RawScores, first);
        json.WriteStartObject("contributions");
        foreach (var column in explanation.Contributions)
        {
            WriteScores(json, column.Name, explanation, column.Values, first);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteScores(Utf8JsonWriter json, string name, Explanation explanation, RepeatedField<double> values, int first)
    {
        json.WritePropertyName(name);
        if (explanation.Classes.Count > 0)
        {
            json.WriteStartObject();
            for (var i = 0; i < explanation.Width; i++)
            {
                json.WritePropertyName(explanation.Classes[i]);
                PredictionWriter.WriteDouble(json, values[first + i]);
            }

            json.WriteEndObject();
        }
        else if (explanation.Width == 1)
        {
            PredictionWriter.WriteDouble(json, values[first]);
        }
        else
        {
            json.WriteStartArray();
            for (var i = 0; i < explanation.Width; i++)
            {
                PredictionWriter.WriteDouble(json, values[first + i]);
            }

            json.WriteEndArray();
        }
    }
}
