using System.Text.Json;
using FedMl.Protos.Features.V1;
using Google.Protobuf;

namespace FedMl.Gateway.FeatureRows;

/// <summary>The last line of every answer that is whole.</summary>
internal static class EndLine
{
    public static void Write(Utf8JsonWriter json, IMessage end)
    {
        json.WriteStartObject();
        json.WriteStartObject("@end");
        switch (end)
        {
            case ScanEnd scan:
                json.WriteNumber("rows", scan.Rows);
                json.WriteNumber("ambiguousKeys", scan.AmbiguousKeys);
                json.WriteNumber("nullKeys", scan.NullKeys);
                break;
            case HistoricalFeaturesEnd history:
                json.WriteNumber("rows", history.Rows);
                break;
            default:
                throw new InvalidOperationException($"A stream ended with {end.Descriptor.Name}.");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
