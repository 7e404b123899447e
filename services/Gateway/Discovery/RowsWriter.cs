using System.Text.Json;
using FedMl.Gateway.Catalogue;
using FedMl.Gateway.FeatureRows;
using FedMl.Gateway.FeatureValues;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.Discovery;

/// <summary>Writes sample rows as people read them: an object a row. What JSON would round is text.</summary>
internal static class RowsWriter
{
    public static void Write(Utf8JsonWriter json, SampleRowsResponse sample)
    {
        json.WriteStartObject();
        json.WriteStartArray("columns");
        foreach (var (column, type) in sample.Columns.Zip(sample.Types_))
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("type", ValueTypeNames.NameOf(type));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        var rows = sample.Columns.Count == 0 ? 0 : JsonValues.CountOf(sample.Columns[0]);
        for (var row = 0; row < rows; row++)
        {
            json.WriteStartObject();
            foreach (var column in sample.Columns)
            {
                json.WritePropertyName(column.Name);
                JsonValues.Write(json, column, row);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("isCut", sample.IsCut);
        json.WriteEndObject();
    }
}
