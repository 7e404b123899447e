using System.Globalization;
using System.Text.Json;
using FedMl.Gateway.Scores;
using FedMl.Protos.Features.V1;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Gateway.FeatureRows;

/// <summary>Single values of a column: decimals and dates as strings, exact; times as ISO 8601, bytes as base64.</summary>
internal static class JsonValues
{
    public static void Write(Utf8JsonWriter json, Column column, int row)
    {
        if (column.Statuses.Count > 0 && column.Statuses[row] is not (ValueStatus.Unspecified or ValueStatus.Present or ValueStatus.Stale))
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
                WriteTime(json, column.Timestamps.Values[row]);
                break;
            case Column.ValuesOneofCase.Binaries:
                json.WriteBase64StringValue(column.Binaries.Values[row].Span);
                break;
            default:
                throw new InvalidOperationException($"Column {column.Name} came without values.");
        }
    }

    public static void WriteTime(Utf8JsonWriter json, Timestamp time) =>
        json.WriteStringValue(time.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture));

    /// <summary>Rows of a column.</summary>
    public static int CountOf(Column column) => column.ValuesCase switch
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
}
