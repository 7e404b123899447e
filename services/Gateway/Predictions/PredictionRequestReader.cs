using System.Text.Json;
using FedMl.Gateway.Records;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.Predictions;

/// <summary>Reads a run and its rows. All faults are found before any is told.</summary>
internal sealed class PredictionRequestReader
{
    private static readonly string[] Required = ["runId", "model", "modelVersion", "keys", "outputs", "rows"];

    private readonly BodyFields fields = new();
    private readonly PredictionRun run = new();
    private readonly GatewayOptions limits;
    private readonly Table rows;

    private PredictionRequestReader(GatewayOptions limits)
    {
        this.limits = limits;
        rows = new Table("rows", limits, fields.Faults);
    }

    public static (PredictionRun Run, PredictionBatch Batch) Read(ReadOnlySpan<byte> json, GatewayOptions limits) =>
        JsonText.Read(json, limits.MaxJsonDepth, (ref Utf8JsonReader reader) => new PredictionRequestReader(limits).ReadDocument(ref reader));

    private (PredictionRun Run, PredictionBatch Batch) ReadDocument(ref Utf8JsonReader reader)
    {
        fields.Read(ref reader, ReadField, "runId, model, modelVersion, createTable, keys, outputs and rows");

        foreach (var missing in Required.Where(name => !fields.Has(name)))
        {
            fields.Faults.Add(missing, "is missing");
        }

        fields.Faults.ThrowIfAny();
        return (run, new PredictionBatch { Columns = { rows.Build() } });
    }

    private bool ReadField(ref Utf8JsonReader reader, string name)
    {
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
                run.Keys.AddRange(new PredictionColumnReader(name, limits, fields.Faults).Read(ref reader));
                break;
            case "outputs":
                run.Outputs.AddRange(new PredictionColumnReader(name, limits, fields.Faults).Read(ref reader));
                break;
            case "rows":
                rows.Read(ref reader);
                break;
            default:
                return false;
        }

        return true;
    }

    private string ReadText(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType == JsonTokenType.String && JsonText.TryGetText(ref reader, out var text))
        {
            return text;
        }

        fields.Faults.Add(name, "must be a string");
        reader.Skip();
        return "";
    }

    private bool ReadTruth(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.GetBoolean();
        }

        fields.Faults.Add(name, "must be true or false");
        reader.Skip();
        return false;
    }
}
