using System.Text.Json;
using FedMl.Gateway.Records;
using FedMl.Gateway.Requests;
using FedMl.Protos.Scoring.V1;

namespace FedMl.Gateway.Scores;

/// <summary>
/// Reads <c>{"records":[…]}</c> or <c>{"entityKeys":[…],"asOf":…,"rowAsOf":[…],"parameters":{…}}</c>; beside entity keys, records are the
/// values that only the caller can send. All faults are found before any is told.
/// </summary>
internal sealed class ScoreRequestReader
{
    private const int MaxOutputs = 1_000;

    private static readonly string[] OnlyByKey = ["asOf", "rowAsOf", "parameters"];

    private readonly GatewayOptions limits;
    private readonly FaultList faults = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly ScoreRequest request = new() { WithFeatureStatuses = true };
    private readonly Table records;
    private readonly Table entityKeys;

    private ScoreRequestReader(GatewayOptions limits)
    {
        this.limits = limits;
        records = new Table("records", limits, faults);
        entityKeys = new Table("entityKeys", limits, faults);
    }

    public static ScoreRequest Read(ReadOnlySpan<byte> json, GatewayOptions limits) =>
        JsonText.Read(json, limits.MaxJsonDepth, (ref Utf8JsonReader reader) => new ScoreRequestReader(limits).ReadDocument(ref reader));

    private ScoreRequest ReadDocument(ref Utf8JsonReader reader)
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

        CheckRows();
        faults.ThrowIfAny();
        AddRows();
        return request;
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

        switch (name)
        {
            case "records":
                records.Read(ref reader);
                break;
            case "entityKeys":
                entityKeys.Read(ref reader);
                break;
            case "asOf":
                ReadAsOf(ref reader);
                break;
            case "rowAsOf":
                RowTimesReader.Read(ref reader, name, request.RowAsOf, limits, faults);
                break;
            case "parameters":
                ParametersReader.Read(ref reader, name, request.Parameters, faults);
                break;
            case "outputs":
                ReadOutputs(ref reader);
                break;
            case "explain":
                ReadExplain(ref reader);
                break;
            default:
                faults.Add(PathName.Shown(name), "is not known here; known are records, entityKeys, asOf, rowAsOf, parameters, outputs and explain");
                reader.Skip();
                break;
        }
    }

    private void ReadAsOf(ref Utf8JsonReader reader)
    {
        request.AsOf = PointInTime.Read(ref reader);
        if (request.AsOf is null)
        {
            faults.Add("asOf", PointInTime.Expected);
        }
    }

    private void ReadOutputs(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add("outputs", "must be an array of output names");
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var isName = reader.TokenType == JsonTokenType.String && request.Outputs.Count < MaxOutputs;
            if (isName && JsonText.TryGetText(ref reader, out var output) && output.Length > 0)
            {
                request.Outputs.Add(output);
                continue;
            }

            faults.Add("outputs", $"must hold at most {MaxOutputs} output names");
            reader.Skip();
        }
    }

    private void ReadExplain(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            request.Explain = reader.GetBoolean();
            return;
        }

        faults.Add("explain", "must be true or false");
        reader.Skip();
    }

    private void CheckRows()
    {
        if (!seen.Contains("records") && !seen.Contains("entityKeys"))
        {
            faults.Add("", "the body must have records or entityKeys");
        }
        else if (seen.Contains("records") && seen.Contains("entityKeys") && records.RowCount != entityKeys.RowCount)
        {
            faults.Add("records", $"has {records.RowCount} rows and entityKeys has {entityKeys.RowCount}; beside entityKeys it must have as many");
        }

        foreach (var field in OnlyByKey.Where(field => seen.Contains(field) && !seen.Contains("entityKeys")))
        {
            faults.Add(field, "needs entityKeys: records are scored as they are");
        }
    }

    private void AddRows()
    {
        if (seen.Contains("entityKeys"))
        {
            request.EntityKeys = new EntityKeys { Columns = { entityKeys.Build() }, CallerValues = { records.Build() } };
        }
        else
        {
            request.Records = new FedMl.Protos.Scoring.V1.Records { Columns = { records.Build() } };
        }
    }
}
