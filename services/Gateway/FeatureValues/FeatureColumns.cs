using System.Globalization;
using System.Text.Json;
using FedMl.Gateway.Scores;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.FeatureValues;

/// <summary>Reads the columns that Features answers.</summary>
internal static class FeatureColumns
{
    public static int RowsOf(Column column) => column.ValuesCase switch
    {
        Column.ValuesOneofCase.Strings => column.Strings.Values.Count,
        Column.ValuesOneofCase.Int64S => column.Int64S.Values.Count,
        Column.ValuesOneofCase.Doubles => column.Doubles.Values.Count,
        Column.ValuesOneofCase.Decimals => column.Decimals.Values.Count,
        Column.ValuesOneofCase.Bools => column.Bools.Values.Count,
        Column.ValuesOneofCase.Dates => column.Dates.Values.Count,
        Column.ValuesOneofCase.Timestamps => column.Timestamps.Values.Count,
        _ => column.Binaries.Values.Count,
    };

    /// <summary>Null where the value is missing. What JSON would round is text.</summary>
    public static void WriteValue(Utf8JsonWriter json, Column column, int row)
    {
        if (column.Statuses.Count > 0 && column.Statuses[row] is not (ValueStatus.Present or ValueStatus.Stale))
        {
            json.WriteNullValue();
            return;
        }

        switch (column.ValuesCase)
        {
            case Column.ValuesOneofCase.Strings:
                json.WriteStringValue(column.Strings.Values[row]);
                break;
            case Column.ValuesOneofCase.Int64S:
                json.WriteNumberValue(column.Int64S.Values[row]);
                break;
            case Column.ValuesOneofCase.Doubles:
                PredictionWriter.WriteDouble(json, column.Doubles.Values[row]);
                break;
            case Column.ValuesOneofCase.Decimals:
                json.WriteStringValue(column.Decimals.Values[row]);
                break;
            case Column.ValuesOneofCase.Bools:
                json.WriteBooleanValue(column.Bools.Values[row]);
                break;
            case Column.ValuesOneofCase.Dates:
                json.WriteStringValue(column.Dates.Values[row]);
                break;
            case Column.ValuesOneofCase.Timestamps:
                json.WriteStringValue(column.Timestamps.Values[row].ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));
                break;
            case Column.ValuesOneofCase.Binaries:
                json.WriteBase64StringValue(column.Binaries.Values[row].Span);
                break;
            default:
                throw new InvalidOperationException($"Column {column.Name} came without values.");
        }
    }
}
