using System.Text.Json;
using FedMl.Gateway.Records;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.Predictions;

/// <summary>Reads a run and its rows. All faults are found before any is told.</summary>
internal sealed class PredictionRequestReader
{
    private static readonly string[] Required = ["runId", "model", "modelVersion", "keys", "outputs", "rows"];

    private readonly FaultList faults = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly PredictionRun run = new();
    private readonly GatewayOptions limits;
    private readonly Table rows;

    private PredictionRequestReader(GatewayOptions limits)
    {
        this.limits = limits;
        rows = new Table("rows", limits, faults);
    }

    public static (PredictionRun Run, PredictionBatch Batch) Read(ReadOnlySpan<byte> json, GatewayOptions limits) =>
        JsonText.Read(json, limits.MaxJsonDepth, (ref Utf8JsonReader reader) => new PredictionRequestReader(limits).ReadDocument(ref reader));

    private (PredictionRun Run, PredictionBatch Batch) ReadDocument(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadField(ref reader);
            }
        }
        else
        {
            faults.Add("", "the body must be a JSON object");
            reader.Skip();
        }

        foreach (var missing in Required.Where(name => !seen.Contains(name)))
        {
            faults.Add(missing, "is missing");
        }

        faults.ThrowIfAny();
        return (run, new PredictionBatch { Columns = { rows.Build() } });
    }

    private void ReadField(ref Utf8JsonReader reader)
    {
        JsonText.TryGetText(ref reader, out var name);
        reader.Read();
        if (!seen.Add(name))
        {
            faults.Add(Shown(name), "is there twice");
            reader.Skip();
            return;
        }

        switch (name)
        {
            case "runId":
                run.RunId = ReadText(ref reader, name);
                break;
            case "model":
                run.Model = ReadText(ref reader, name);
                break;
            case "modelVersion":
                run.ModelVersion = ReadText(ref reader, name);
                break;
            case "createTable":
                run.CreateTable = ReadTruth(ref reader, name);
                break;
            case "keys":
                run.Keys.AddRange(new PredictionColumnReader(name, limits, faults).Read(ref reader));
                break;
            case "outputs":
                run.Outputs.AddRange(new PredictionColumnReader(name, limits, faults).Read(ref reader));
                break;
            case "rows":
                rows.Read(ref reader);
                break;
            default:
                faults.Add(Shown(name), "is not known here; known are runId, model, modelVersion, createTable, keys, outputs and rows");
                reader.Skip();
                break;
        }
    }

    private string ReadText(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType == JsonTokenType.String && JsonText.TryGetText(ref reader, out var text))
        {
            return text;
        }

        faults.Add(name, "must be a string");
        reader.Skip();
        return "";
    }

    private bool ReadTruth(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.GetBoolean();
        }

        faults.Add(name, "must be true or false");
        reader.Skip();
        return false;
    }

    private static string Shown(string name) => name.Length <= PathName.MaxLength ? name : string.Concat(name.AsSpan(0, PathName.MaxLength), "…");
}
