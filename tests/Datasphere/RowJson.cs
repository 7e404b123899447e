using System.Text.Json;

namespace FedMl.Tests.Datasphere;

/// <summary>Rows as OData's JSON.</summary>
internal static class RowJson
{
    public static void WriteRow(Utf8JsonWriter json, Asset asset, int[] columns, string?[] row)
    {
        json.WriteStartObject();
        foreach (var i in columns)
        {
            json.WritePropertyName(asset.Columns[i].Name);
            if (row[i] is not { } text)
            {
                json.WriteNullValue();
            }
            else if (IsBare(asset.Columns[i].Type, text))
            {
                json.WriteRawValue(text);
            }
            else
            {
                json.WriteStringValue(text);
            }
        }

        json.WriteEndObject();
    }

    private static bool IsBare(string type, string text) => type switch
    {
        "Edm.Double" or "Edm.Single" => text is not ("NaN" or "INF" or "-INF"),
        "Edm.Boolean" or "Edm.Byte" or "Edm.SByte" or "Edm.Int16" or "Edm.Int32" or "Edm.Int64" or "Edm.Decimal" => true,
        _ => false,
    };
}
