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
    private readonly FaultList faults = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly GetOnlineFeaturesRequest request = new();
    private readonly Table entityKeys;

    private FeatureRequestReader(GatewayOptions limits)
    {
        this.limits = limits;
        entityKeys = new Table("entityKeys", limits, faults);
    }

    public static GetOnlineFeaturesRequest Read(ReadOnlySpan<byte> json, GatewayOptions limits) =>
        JsonText.Read(json, limits.MaxJsonDepth, (ref Utf8JsonReader reader) => new FeatureRequestReader(limits).ReadDocument(ref reader));

    private GetOnlineFeaturesRequest ReadDocument(ref Utf8JsonReader reader)
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

        foreach (var field in Required.Where(field => !seen.Contains(field)))
        {
            faults.Add(field, "is missing");
        }

        faults.ThrowIfAny();
        request.EntityKeys.Add(entityKeys.Build());
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
            case "features":
                ReadFeatures(ref reader);
                break;
            case "entityKeys":
                entityKeys.Read(ref reader);
                break;
            case "asOf":
                request.AsOf = PointInTime.Read(ref reader);
                if (request.AsOf is null)
                {
                    faults.Add(name, PointInTime.Expected);
                }

                break;
            case "rowAsOf":
                RowTimesReader.Read(ref reader, name, request.RowAsOf, limits, faults);
                break;
            case "parameters":
                ParametersReader.Read(ref reader, name, request.Parameters, faults);
                break;
            default:
                faults.Add(PathName.Shown(name), $"is not known here; known are {Known}");
                reader.Skip();
                break;
        }
    }

    private void ReadFeatures(ref Utf8JsonReader reader)
    {
        var expected = $"must be an array of 1 to {limits.MaxColumns} references view:feature";
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add("features", expected);
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
            faults.Add("features", expected);
        }
    }
}
