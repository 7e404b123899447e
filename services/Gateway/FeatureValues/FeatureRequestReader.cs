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
    private const int MaxParameters = 1_000;
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
                ReadRowAsOf(ref reader);
                break;
            case "parameters":
                ReadParameters(ref reader);
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

    private void ReadRowAsOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add("rowAsOf", "must be an array of points in time, one for each row of entityKeys");
            reader.Skip();
            return;
        }

        for (var row = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; row++)
        {
            var time = PointInTime.Read(ref reader);
            if (row == limits.MaxRows)
            {
                faults.Add("rowAsOf", $"has more than {limits.MaxRows} rows");
            }
            else if (time is null)
            {
                faults.Add($"rowAsOf[{row}]", PointInTime.Expected);
            }
            else if (row < limits.MaxRows)
            {
                request.RowAsOf.Add(time);
            }
        }
    }

    private void ReadParameters(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            faults.Add("parameters", "must be an object");
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = JsonText.TryGetText(ref reader, out var name) && name.Length <= PathName.MaxLength;
            reader.Read();
            var fault = ScalarReader.Read(ref reader, out var value) ?? (value.IsMissing ? "must not be null" : null);
            if (!isName || request.Parameters.Count == MaxParameters)
            {
                faults.Add("parameters", $"must hold at most {MaxParameters} values with names of at most {PathName.MaxLength} characters");
            }
            else if (fault is not null || !request.Parameters.TryAdd(name, ColumnBuilder.ValueOf(value)))
            {
                faults.Add($"parameters[{name}]", fault ?? "is there twice");
            }
        }
    }
}
