using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Online;

/// <summary>Single key values. Types are strict: a text key that came as a number has lost its zeros already.</summary>
internal static class KeyValues
{
    /// <summary>Adds the value of a row; false where it is null, too long or of another type.</summary>
    public static bool TryAdd(ColumnValues target, Column sent, int row, int maxLength)
    {
        if (sent.Statuses.Count > 0 && (row >= sent.Statuses.Count || sent.Statuses[row] is not (ValueStatus.Unspecified or ValueStatus.Present)))
        {
            return false;
        }

        var mixed = sent.ValuesCase == Column.ValuesOneofCase.Mixed ? sent.Mixed.Values[row] : null;
        return target switch
        {
            ColumnValues<string> texts when sent.ValuesCase == Column.ValuesOneofCase.Strings => TryAdd(texts, sent.Strings.Values[row], maxLength),
            ColumnValues<string> texts when mixed is { KindCase: Value.KindOneofCase.StringValue } => TryAdd(texts, mixed.StringValue, maxLength),
            ColumnValues<long> numbers when sent.ValuesCase == Column.ValuesOneofCase.Int64S => Add(numbers, sent.Int64S.Values[row]),
            ColumnValues<long> numbers when mixed is { KindCase: Value.KindOneofCase.Int64Value } => Add(numbers, mixed.Int64Value),
            _ => false,
        };
    }

    /// <summary>Number of rows of a column.</summary>
    public static int LengthOf(Column column) => column.ValuesCase switch
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
        _ => column.Statuses.Count,
    };

    public static string Describe(ValueType type, int maxLength) => type == ValueType.String
        ? $"text of at most {maxLength} characters, sent as a string (as a number its leading zeros would be lost)"
        : ValueTypes.NameOf(type);

    private static bool TryAdd(ColumnValues<string> target, string text, int maxLength) => text.Length <= maxLength && Add(target, text);

    private static bool Add<T>(ColumnValues<T> target, T value)
        where T : notnull
    {
        target.Add(value);
        return true;
    }
}
