using System.Text.Json;
using FedMl.Gateway.Records;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.FeatureRows;

/// <summary>Reads <c>{"features":[…],"asOf":…,"after":{…},"partition":{"index":…,"count":…},"batchRows":…}</c>, all optional.</summary>
internal sealed class ScanRequestReader
{
    private readonly BodyFields fields = new();
    private readonly ScanFeaturesRequest request = new();

    public static ScanFeaturesRequest Read(ReadOnlySpan<byte> json, GatewayOptions limits) =>
        JsonText.Read(json, limits.MaxJsonDepth, (ref Utf8JsonReader reader) => new ScanRequestReader().Read(ref reader));

    private ScanFeaturesRequest Read(ref Utf8JsonReader reader)
    {
        fields.Read(ref reader, ReadField, "features, asOf, after, partition and batchRows");
        fields.Faults.ThrowIfAny();
        return request;
    }

    private bool ReadField(ref Utf8JsonReader reader, string field)
    {
        switch (field)
        {
            case "features":
                fields.ReadNames(ref reader, field, request.Features);
                return true;
            case "asOf":
                request.AsOf = fields.ReadTime(ref reader, field);
                return true;
            case "after":
                fields.Read(ref reader, ReadKey, "entity keys", "after.");
                return true;
            case "partition":
                request.Partition = new Partition();
                fields.Read(ref reader, ReadPartition, "index and count", "partition.");
                return true;
            case "batchRows":
                request.BatchRows = fields.ReadNumber(ref reader, field);
                return true;
            default:
                return false;
        }
    }

    private bool ReadKey(ref Utf8JsonReader reader, string field)
    {
        var column = new ColumnBuilder(field["after.".Length..]);
        if (ScalarReader.Read(ref reader, out var scalar) is { } fault)
        {
            fields.Faults.Add(field, fault);
        }

        column.TrySet(0, scalar);
        request.After.Add(column.Build(1));
        return true;
    }

    private bool ReadPartition(ref Utf8JsonReader reader, string field)
    {
        switch (field)
        {
            case "partition.index":
                request.Partition.Index = fields.ReadNumber(ref reader, field);
                return true;
            case "partition.count":
                request.Partition.Count = fields.ReadNumber(ref reader, field);
                return true;
            default:
                return false;
        }
    }
}
