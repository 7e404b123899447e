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
    private readonly BodyFields fields = new();
    private readonly ScoreRequest request = new() { WithFeatureStatuses = true };
    private readonly Table records;
    private readonly Table entityKeys;

    private ScoreRequestReader(GatewayOptions limits)
    {
        this.limits = limits;
        records = new Table("records", limits, fields.Faults);
        entityKeys = new Table("entityKeys", limits, fields.Faults);
    }

    public static ScoreRequest Read(ReadOnlySpan<byte> json, GatewayOptions limits) =>
        JsonText.Read(json, limits.MaxJsonDepth, (ref Utf8JsonReader reader) => new ScoreRequestReader(limits).ReadDocument(ref reader));

    private ScoreRequest ReadDocument(ref Utf8JsonReader reader)
    {
        fields.Read(ref reader, ReadField, "records, entityKeys, asOf, rowAsOf, parameters, outputs and explain");

        CheckRows();
        fields.Faults.ThrowIfAny();
        AddRows();
        return request;
    }

    private bool ReadField(ref Utf8JsonReader reader, string name)
    {
        switch (name)
        {
            case "records":
                records.Read(ref reader);
                break;
            case "entityKeys":
                entityKeys.Read(ref reader);
                break;
            case "asOf":
                request.AsOf = fields.ReadTime(ref reader, name);
                break;
            case "rowAsOf":
                RowTimesReader.Read(ref reader, name, request.RowAsOf, limits, fields.Faults);
                break;
            case "parameters":
                ParametersReader.Read(ref reader, name, request.Parameters, fields.Faults);
                break;
            case "outputs":
                ReadOutputs(ref reader);
                break;
            case "explain":
                ReadExplain(ref reader);
                break;
            default:
                return false;
        }

        return true;
    }

    private void ReadOutputs(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            fields.Faults.Add("outputs", "must be an array of output names");
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

            fields.Faults.Add("outputs", $"must hold at most {MaxOutputs} output names");
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

        fields.Faults.Add("explain", "must be true or false");
        reader.Skip();
    }

    private void CheckRows()
    {
        if (!fields.Has("records") && !fields.Has("entityKeys"))
        {
            fields.Faults.Add("", "the body must have records or entityKeys");
        }
        else if (fields.Has("records") && fields.Has("entityKeys") && records.RowCount != entityKeys.RowCount)
        {
            fields.Faults.Add("records", $"has {records.RowCount} rows and entityKeys has {entityKeys.RowCount}; beside entityKeys it must have as many");
        }

        foreach (var field in OnlyByKey.Where(field => fields.Has(field) && !fields.Has("entityKeys")))
        {
            fields.Faults.Add(field, "needs entityKeys: records are scored as they are");
        }
    }

    private void AddRows()
    {
        if (fields.Has("entityKeys"))
        {
            request.EntityKeys = new EntityKeys { Columns = { entityKeys.Build() }, CallerValues = { records.Build() } };
        }
        else
        {
            request.Records = new FedMl.Protos.Scoring.V1.Records { Columns = { records.Build() } };
        }
    }
}
