using System.Text.Json;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.Predictions;

/// <summary>Reads the fields that tell of a run.</summary>
/// <param name="at">What stands before the names of its fields in faults.</param>
internal sealed class PredictionRunReader(string at, GatewayOptions limits, FaultList faults)
{
    public const string Known = "runId, model, modelVersion, createTable, keys, outputs";

    public static readonly string[] Required = ["runId", "model", "modelVersion", "keys", "outputs"];

    public PredictionRun Run { get; } = new();

    /// <summary>False: a run has no such field, and nothing is read.</summary>
    public bool TryRead(string name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "runId":
                Run.RunId = ReadText(ref reader, name);
                return true;
            case "model":
                Run.Model = ReadText(ref reader, name);
                return true;
            case "modelVersion":
                Run.ModelVersion = ReadText(ref reader, name);
                return true;
            case "createTable":
                Run.CreateTable = ReadTruth(ref reader, name);
                return true;
            case "keys":
                Run.Keys.AddRange(new PredictionColumnReader(at + name, limits, faults).Read(ref reader));
                return true;
            case "outputs":
                Run.Outputs.AddRange(new PredictionColumnReader(at + name, limits, faults).Read(ref reader));
                return true;
            default:
                return false;
        }
    }

    private string ReadText(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType == JsonTokenType.String && JsonText.TryGetText(ref reader, out var text))
        {
            return text;
        }

        faults.Add(at + name, "must be a string");
        reader.Skip();
        return "";
    }

    private bool ReadTruth(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.GetBoolean();
        }

        faults.Add(at + name, "must be true or false");
        reader.Skip();
        return false;
    }
}
