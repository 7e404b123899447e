using System.Globalization;
using FedMl.Protos.Features.V1;

namespace FedMl.Training.Inputs;

/// <summary>A column's values as texts: numbers with all their digits, points in time in UTC, bytes in base64.</summary>
internal sealed class ColumnTexts(Column column)
{
    /// <summary>Without the view.</summary>
    public string Name { get; } = column.Name[(column.Name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    public int Count => column.ValuesCase switch
    {
        Column.ValuesOneofCase.Strings => column.Strings.Values.Count,
        Column.ValuesOneofCase.Int64S => column.Int64S.Values.Count,
        Column.ValuesOneofCase.Doubles => column.Doubles.Values.Count,
        Column.ValuesOneofCase.Decimals => column.Decimals.Values.Count,
        Column.ValuesOneofCase.Bools => column.Bools.Values.Count,
        Column.ValuesOneofCase.Dates => column.Dates.Values.Count,
        Column.ValuesOneofCase.Timestamps => column.Timestamps.Values.Count,
        Column.ValuesOneofCase.Binaries => column.Binaries.Values.Count,
        _ => 0,
    };

    /// <summary>Null: there is no value. One that is stale is one.</summary>
    public string? TextOf(int row) =>
        column.Statuses.Count > 0 && column.Statuses[row] is not (ValueStatus.Unspecified or ValueStatus.Present or ValueStatus.Stale) ? null : column.ValuesCase switch
        {
            Column.ValuesOneofCase.Strings => column.Strings.Values[row],
            Column.ValuesOneofCase.Int64S => column.Int64S.Values[row].ToString(CultureInfo.InvariantCulture),
            Column.ValuesOneofCase.Doubles => column.Doubles.Values[row].ToString("R", CultureInfo.InvariantCulture),
            Column.ValuesOneofCase.Decimals => column.Decimals.Values[row],
            Column.ValuesOneofCase.Bools => column.Bools.Values[row] ? "true" : "false",
            Column.ValuesOneofCase.Dates => column.Dates.Values[row],
            Column.ValuesOneofCase.Timestamps => column.Timestamps.Values[row].ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
            Column.ValuesOneofCase.Binaries => column.Binaries.Values[row].ToBase64(),
            _ => null,
        };
}
