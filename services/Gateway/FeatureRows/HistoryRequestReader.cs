using System.Text.Json;
using FedMl.Gateway.Records;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Gateway.FeatureRows;

/// <summary>Reads <c>{"features":["view:feature",…],"entityKeys":[{…},…],"times":["…",…]}</c>.</summary>
internal sealed class HistoryRequestReader
{
    private static readonly string[] Needed = ["features", "entityKeys", "times"];

    private readonly BodyFields fields = new();
    private readonly HistoricalFeaturesStart start = new();
    private readonly EntityRows rows = new() { Times = new Timestamps() };
    private readonly GatewayOptions limits;
    private readonly Table keys;

    private HistoryRequestReader(GatewayOptions limits)
    {
        this.limits = limits;
        keys = new Table("entityKeys", limits, fields.Faults);
    }

    public static HistoryRequest Read(ReadOnlySpan<byte> json, GatewayOptions limits) =>
        JsonText.Read(json, limits.MaxJsonDepth, (ref Utf8JsonReader reader) => new HistoryRequestReader(limits).Read(ref reader));

    private HistoryRequest Read(ref Utf8JsonReader reader)
    {
        fields.Read(ref reader, ReadField, "features, entityKeys and times");
        foreach (var field in Needed.Where(field => !fields.Has(field)))
        {
            fields.Faults.Add(field, "is missing");
        }

        fields.Faults.ThrowIfAny();
        rows.EntityKeys.AddRange(keys.Build());
        return new HistoryRequest(start, rows);
    }

    private bool ReadField(ref Utf8JsonReader reader, string field)
    {
        switch (field)
        {
            case "features":
                fields.ReadNames(ref reader, field, start.Features);
                return true;
            case "entityKeys":
                keys.Read(ref reader);
                return true;
            case "times":
                ReadTimes(ref reader);
                return true;
            default:
                return false;
        }
    }

    private void ReadTimes(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            fields.Faults.Add("times", "must be an array of points in time, one for each entity key");
            reader.Skip();
            return;
        }

        for (var row = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; row++)
        {
            if (row == limits.MaxRows)
            {
                fields.Faults.AddRowCount("times", $"must have 1 to {limits.MaxRows} rows");
            }
            else if (row < limits.MaxRows)
            {
                rows.Times.Values.Add(fields.ReadTime(ref reader, $"times[{row}]") ?? new Timestamp());
                continue;
            }

            reader.Skip();
        }
    }
}
