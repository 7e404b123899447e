using System.Text.Json;
using FedMl.Gateway.Records;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.FeatureValues;

/// <summary>
/// Reads <c>{"features":[…],"entityKeys":[…],"asOf":…,"rowAsOf":[…],"parameters":{…}}</c>; the last three may be left out.
/// All faults are found before any is told.
/// </summary>
internal sealed class FeatureRequestReader
{
    private const string Known = "features, entityKeys, asOf, rowAsOf and parameters";

    private static readonly string[] Required = ["features", "entityKeys"];

    private readonly GatewayOptions limits;
    private readonly BodyFields fields = new();
    private readonly GetOnlineFeaturesRequest request = new();
    private readonly Table entityKeys;

    private FeatureRequestReader(GatewayOptions limits)
    {
        this.limits = limits;
        entityKeys = new Table("entityKeys", limits, fields.Faults);
    }

    public static GetOnlineFeaturesRequest Read(ReadOnlySpan<byte> json, GatewayOptions limits) =>
        JsonText.Read(json, limits.MaxJsonDepth, (ref Utf8JsonReader reader) => new FeatureRequestReader(limits).ReadDocument(ref reader));

    private GetOnlineFeaturesRequest ReadDocument(ref Utf8JsonReader reader)
    {
        fields.Read(ref reader, ReadField, Known);

        foreach (var field in Required.Where(field => !fields.Has(field)))
        {
            fields.Faults.Add(field, "is missing");
        }

        fields.Faults.ThrowIfAny();
        request.EntityKeys.Add(entityKeys.Build());
        return request;
    }

    private bool ReadField(ref Utf8JsonReader reader, string name)
    {
        switch (name)
        {
            case "features":
                ReadFeatures(ref reader);
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
            default:
                return false;
        }

        return true;
    }

    private void ReadFeatures(ref Utf8JsonReader reader)
    {
        var expected = $"must be an array of 1 to {limits.MaxColumns} references view:feature";
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            fields.Faults.Add("features", expected);
            reader.Skip();
            return;
        }

        var isFaulty = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String && JsonText.TryGetText(ref reader, out var reference) && request.Features.Count < limits.MaxColumns)
            {
                request.Features.Add(reference);
                continue;
            }

            isFaulty = true;
            reader.Skip();
        }

        if (isFaulty || request.Features.Count == 0)
        {
            fields.Faults.Add("features", expected);
        }
    }
}
