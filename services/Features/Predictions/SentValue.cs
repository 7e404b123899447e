using FedMl.Protos.Features.V1;

namespace FedMl.Features.Predictions;

/// <summary>One value as it was sent. Texts of decimals, dates and plain texts are told apart.</summary>
internal readonly record struct SentValue(SentKind Kind, object? Value)
{
    /// <summary>Null where the row says that it has none.</summary>
    public static SentValue Of(Column column, int row)
    {
        var status = column.Statuses.Count == 0 ? ValueStatus.Present : column.Statuses[row];
        return status switch
        {
            ValueStatus.Null or ValueStatus.NotFound => default,
            ValueStatus.Unspecified or ValueStatus.Present or ValueStatus.Stale => Stored(column, row),
            _ => new(SentKind.None, null),
        };
    }

    private static SentValue Stored(Column column, int row) => column.ValuesCase switch
    {
        Column.ValuesOneofCase.Strings => new(SentKind.Text, column.Strings.Values[row]),
        Column.ValuesOneofCase.Int64S => new(SentKind.Int64, column.Int64S.Values[row]),
        Column.ValuesOneofCase.Doubles => new(SentKind.Double, column.Doubles.Values[row]),
        Column.ValuesOneofCase.Decimals => new(SentKind.Decimal, column.Decimals.Values[row]),
        Column.ValuesOneofCase.Bools => new(SentKind.Bool, column.Bools.Values[row]),
        Column.ValuesOneofCase.Dates => new(SentKind.Date, column.Dates.Values[row]),
        Column.ValuesOneofCase.Timestamps => new(SentKind.Timestamp, column.Timestamps.Values[row]),
        Column.ValuesOneofCase.Binaries => new(SentKind.Binary, column.Binaries.Values[row]),
        Column.ValuesOneofCase.Mixed => Of(column.Mixed.Values[row]),
        _ => new(SentKind.None, null),
    };

    private static SentValue Of(Value value) => value.KindCase switch
    {
        Protos.Features.V1.Value.KindOneofCase.StringValue => new(SentKind.Text, value.StringValue),
        Protos.Features.V1.Value.KindOneofCase.Int64Value => new(SentKind.Int64, value.Int64Value),
        Protos.Features.V1.Value.KindOneofCase.DoubleValue => new(SentKind.Double, value.DoubleValue),
        Protos.Features.V1.Value.KindOneofCase.DecimalValue => new(SentKind.Decimal, value.DecimalValue),
        Protos.Features.V1.Value.KindOneofCase.BoolValue => new(SentKind.Bool, value.BoolValue),
        _ => default,
    };
}

internal enum SentKind
{
    Null,
    Text,
    Int64,
    Double,
    Decimal,
    Bool,
    Date,
    Timestamp,
    Binary,

    /// <summary>The row says that it has neither a value nor null.</summary>
    None,
}
