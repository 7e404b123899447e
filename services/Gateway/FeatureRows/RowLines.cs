using System.Globalization;
using System.Text.Json;
using FedMl.Gateway.Scores;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.FeatureRows;

/// <summary>
/// Rows of a batch as JSON objects with the names that the Arrow stream has: entity keys, <c>@time</c> where rows have
/// one, features <c>view:feature</c> and <c>view:@status</c>.
/// </summary>
internal sealed class RowLines
{
    private readonly ColumnBatch batch;
    private readonly (JsonEncodedText Name, Column Column)[] columns;
    private readonly (JsonEncodedText Name, Column[] Features)[] views;

    public RowLines(ColumnBatch batch)
    {
        this.batch = batch;
        columns = [.. batch.EntityKeys.Concat(batch.Features).Select(column => (JsonEncodedText.Encode(column.Name), column))];
        views =
        [
            .. batch.Features.GroupBy(column => column.Name.Split(':')[0], StringComparer.Ordinal)
                .Select(view => (JsonEncodedText.Encode($"{view.Key}:@status"), view.ToArray())),
        ];
        Count = batch.Times?.Values.Count ?? JsonValues.CountOf(batch.EntityKeys[0]);
    }

    public int Count { get; }

    public void Write(Utf8JsonWriter json, int row)
    {
        json.WriteStartObject();
        for (var i = 0; i < columns.Length; i++)
        {
            if (i == batch.EntityKeys.Count)
            {
                WriteTime(json, row);
            }

            json.WritePropertyName(columns[i].Name);
            JsonValues.Write(json, columns[i].Column, row);
        }

        foreach (var (name, features) in views)
        {
            json.WriteString(name, NameOf(features, row));
        }

        json.WriteEndObject();
    }

    private void WriteTime(Utf8JsonWriter json, int row)
    {
        if (batch.Times is { } times)
        {
            json.WritePropertyName("@time");
            JsonValues.WriteTime(json, times.Values[row]);
        }
    }

    // A status other than PRESENT and NULL is of the row, and so of all features.
    private static string NameOf(Column[] features, int row)
    {
        foreach (var feature in features)
        {
            if (feature.Statuses.Count > 0 && NameOf(feature.Statuses[row]) is { } name)
            {
                return name;
            }
        }

        return "present";
    }

    private static string? NameOf(ValueStatus status) => status switch
    {
        ValueStatus.NotFound => "not_found",
        ValueStatus.Stale => "stale",
        ValueStatus.KeyInvalid => "key_invalid",
        ValueStatus.KeyAmbiguous => "key_ambiguous",
        _ => null,
    };
}
