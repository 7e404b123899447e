using System.Globalization;
using System.Text.Json;
using Apache.Arrow;
using FedMl.Protos.Features.V1;
using Column = FedMl.Protos.Features.V1.Column;
using ValueType = FedMl.Protos.Features.V1.ValueType;

namespace FedMl.BatchScoring.Sources;

/// <summary>An entity key as text, behind which a scan goes on.</summary>
internal static class ScanKey
{
    /// <summary>The key of a row; keys are the first columns.</summary>
    public static string Of(RecordBatch rows, int row, IReadOnlyList<EntityKey> keys) =>
        JsonSerializer.Serialize(keys.Select(key => TextOf(rows.Column(key.Name), row)));

    /// <summary>The key as a request has it; empty: from the first row on.</summary>
    public static IEnumerable<Column> Parse(string text, IReadOnlyList<EntityKey> keys) =>
        text.Length == 0 ? [] : JsonSerializer.Deserialize<string[]>(text)!.Select((part, i) => ColumnOf(keys[i], part));

    private static Column ColumnOf(EntityKey key, string text)
    {
        var column = new Column { Name = key.Name };
        switch (key.Type)
        {
            case ValueType.Int64:
                column.Int64S = new Int64s { Values = { long.Parse(text, CultureInfo.InvariantCulture) } };
                break;
            case ValueType.Date:
                column.Dates = new Strings { Values = { text } };
                break;
            case ValueType.Decimal:
                column.Decimals = new Strings { Values = { text } };
                break;
            default:
                column.Strings = new Strings { Values = { text } };
                break;
        }

        return column;
    }

    private static string TextOf(IArrowArray array, int row) => array switch
    {
        StringArray texts => texts.GetString(row),
        Int64Array numbers => numbers.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        Date32Array dates => dates.GetDateTime(row)!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"Entity keys of the type {array.Data.DataType.Name} cannot be scanned."),
    };
}
