using System.Text.Json;
using FedMl.Protos.Scoring.V1;

namespace FedMl.Gateway.Scores;

/// <summary>Writes what one output says of one row: a scalar, an object by class, or an array.</summary>
internal static class PredictionWriter
{
    public static void Write(Utf8JsonWriter json, PredictionColumn column, int row)
    {
        var first = row * column.Width;
        if (column.Classes.Count > 0)
        {
            json.WriteStartObject();
            for (var i = 0; i < column.Width; i++)
            {
                json.WritePropertyName(column.Classes[i]);
                WriteValue(json, column, first + i);
            }

            json.WriteEndObject();
        }
        else if (column.Width == 1)
        {
            WriteValue(json, column, first);
        }
        else
        {
            json.WriteStartArray();
            for (var i = 0; i < column.Width; i++)
            {
                WriteValue(json, column, first + i);
            }

            json.WriteEndArray();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, PredictionColumn column, int index)
    {
        switch (column.ValuesCase)
        {
            case PredictionColumn.ValuesOneofCase.Floats:
                WriteFloat(json, column.Floats.Values[index]);
                break;
            case PredictionColumn.ValuesOneofCase.Doubles:
                WriteDouble(json, column.Doubles.Values[index]);
                break;
            case PredictionColumn.ValuesOneofCase.Int64S:
                json.WriteNumberValue(column.Int64S.Values[index]);
                break;
            case PredictionColumn.ValuesOneofCase.Strings:
                json.WriteStringValue(column.Strings.Values[index]);
                break;
            case PredictionColumn.ValuesOneofCase.Bools:
                json.WriteBooleanValue(column.Bools.Values[index]);
                break;
            default:
                throw new InvalidOperationException($"Output {column.Name} came without values.");
        }
    }

    // JSON has no such numbers; their names as strings keep it legal and keep the answer's meaning.
    private static void WriteFloat(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(NameOf(value));
        }
    }

    public static void WriteDouble(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(NameOf(value));
        }
    }

    private static string NameOf(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}
