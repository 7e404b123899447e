using System.Globalization;
using FedMl.Protos.Features.V1;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>Reads the values of one column as it came over the wire.</summary>
internal static class ColumnSource
{
    /// <summary>Number of values; -1 where the column has none set.</summary>
    public static int CountOf(Column column) => column.ValuesCase switch
    {
        Column.ValuesOneofCase.Strings => column.Strings.Values.Count,
        Column.ValuesOneofCase.Int64S => column.Int64S.Values.Count,
        Column.ValuesOneofCase.Doubles => column.Doubles.Values.Count,
        Column.ValuesOneofCase.Decimals => column.Decimals.Values.Count,
        Column.ValuesOneofCase.Bools => column.Bools.Values.Count,
        Column.ValuesOneofCase.Dates => column.Dates.Values.Count,
        Column.ValuesOneofCase.Timestamps => column.Timestamps.Values.Count,
        Column.ValuesOneofCase.Binaries => column.Binaries.Values.Count,
        Column.ValuesOneofCase.Mixed => column.Mixed.Values.Count,
        _ => column.Statuses.Count > 0 && column.Statuses.All(s => s is ValueStatus.Null or ValueStatus.NotFound) ? column.Statuses.Count : -1,
    };

    public static ValueStatus StatusOf(Column? column, int row)
    {
        if (column is null)
        {
            return ValueStatus.NotFound;
        }

        var status = column.Statuses.Count == 0 ? ValueStatus.Present : column.Statuses[row];
        return status switch
        {
            ValueStatus.Unspecified => ValueStatus.Present,
            ValueStatus.Present when column.ValuesCase == Column.ValuesOneofCase.Mixed && column.Mixed.Values[row].KindCase == Value.KindOneofCase.None => ValueStatus.Null,
            _ => status,
        };
    }

    public static ScalarValue ValueOf(Column column, int row) => column.ValuesCase switch
    {
        Column.ValuesOneofCase.Doubles => ScalarValue.Of(column.Doubles.Values[row]),
        Column.ValuesOneofCase.Int64S => ScalarValue.Of(column.Int64S.Values[row]),
        Column.ValuesOneofCase.Strings => ScalarValue.OfText(column.Strings.Values[row]),
        Column.ValuesOneofCase.Decimals => ScalarValue.OfDecimal(column.Decimals.Values[row]),
        Column.ValuesOneofCase.Bools => ScalarValue.Of(column.Bools.Values[row]),
        Column.ValuesOneofCase.Dates => ScalarValue.OfText(column.Dates.Values[row]),
        Column.ValuesOneofCase.Timestamps => ScalarValue.OfText(column.Timestamps.Values[row].ToDateTime().ToString("O", CultureInfo.InvariantCulture)),
        Column.ValuesOneofCase.Binaries => ScalarValue.OfText(Convert.ToBase64String(column.Binaries.Values[row].Span)),
        Column.ValuesOneofCase.Mixed => ValueOf(column.Mixed.Values[row]),
        _ => default,
    };

    private static ScalarValue ValueOf(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.StringValue => ScalarValue.OfText(value.StringValue),
        Value.KindOneofCase.Int64Value => ScalarValue.Of(value.Int64Value),
        Value.KindOneofCase.DoubleValue => ScalarValue.Of(value.DoubleValue),
        Value.KindOneofCase.DecimalValue => ScalarValue.OfDecimal(value.DecimalValue),
        Value.KindOneofCase.BoolValue => ScalarValue.Of(value.BoolValue),
        _ => default,
    };
}
