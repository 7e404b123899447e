using System.Text.Json;
using FedMl.Gateway.FeatureRows;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.FeatureValues;

/// <summary>
/// Writes features as rows: an object of values by reference, and an object of what is known of those that are not simply
/// there.
/// </summary>
internal static class FeatureResponseWriter
{
    public static void Write(Utf8JsonWriter json, GetOnlineFeaturesResponse response)
    {
        json.WriteStartObject();
        json.WriteStartArray("rows");
        var rows = response.Columns.Count == 0 ? 0 : JsonValues.CountOf(response.Columns[0]);
        for (var row = 0; row < rows; row++)
        {
            json.WriteStartObject();
            json.WriteStartObject("values");
            foreach (var column in response.Columns)
            {
                json.WritePropertyName(column.Name);
                JsonValues.Write(json, column, row);
            }

            json.WriteEndObject();
            WriteStatuses(json, response.Columns, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStatuses(Utf8JsonWriter json, IReadOnlyList<Column> columns, int row)
    {
        var isStarted = false;
        foreach (var column in columns.Where(column => column.Statuses.Count > 0 && column.Statuses[row] != ValueStatus.Present))
        {
            if (!isStarted)
            {
                json.WriteStartObject("statuses");
                isStarted = true;
            }

            json.WriteString(column.Name, NameOf(column.Statuses[row]));
        }

        if (isStarted)
        {
            json.WriteEndObject();
        }
    }

    private static string NameOf(ValueStatus status) => status switch
    {
        ValueStatus.Null => "NULL",
        ValueStatus.NotFound => "NOT_FOUND",
        ValueStatus.Stale => "STALE",
        ValueStatus.KeyInvalid => "KEY_INVALID",
        ValueStatus.KeyAmbiguous => "KEY_AMBIGUOUS",
        _ => throw new InvalidOperationException($"A value came with the status {status}."),
    };
}
