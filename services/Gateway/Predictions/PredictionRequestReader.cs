using System.Text.Json;
using FedMl.Gateway.Records;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.Predictions;

/// <summary>Reads a run and its rows. All faults are found before any is told.</summary>
internal sealed class PredictionRequestReader
{
    private static readonly string[] Required = [.. PredictionRunReader.Required, "rows"];

    private readonly FaultList faults = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly PredictionRunReader run;
    private readonly Table rows;

    private PredictionRequestReader(GatewayOptions limits)
    {
        run = new PredictionRunReader("", limits, faults);
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
        return (run.Run, new PredictionBatch { Columns = { rows.Build() } });
    }

    private void ReadField(ref Utf8JsonReader reader)
    {
        JsonText.TryGetText(ref reader, out var name);
        reader.Read();
        if (!seen.Add(name))
        {
            faults.Add(PathName.Shown(name), "is there twice");
            reader.Skip();
            return;
        }

        if (name == "rows")
        {
            rows.Read(ref reader);
        }
        else if (!run.TryRead(name, ref reader))
        {
            faults.Add(PathName.Shown(name), $"is not known here; known are {PredictionRunReader.Known} and rows");
            reader.Skip();
        }
    }
}
