using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;
using Timestamps = FedMl.Features.Columns.Timestamps;

namespace FedMl.Features.Online;

/// <summary>Single key values. Types are strict: a text key that came as a number has lost its zeros already.</summary>
internal static class KeyValues
{
    /// <summary>Adds the value of a row; false where it is null or of another type.</summary>
    public static bool TryAdd(ColumnValues target, ValueType type, Column sent, int row, int maxLength)
    {
        if (sent.Statuses.Count > 0 && (row >= sent.Statuses.Count || sent.Statuses[row] is ValueStatus.Null or ValueStatus.NotFound))
        {
            return false;
        }

        switch (type, sent.ValuesCase)
        {
            case (ValueType.String, Column.ValuesOneofCase.Strings):
                return TryAddText(target, type, sent.Strings.Values[row], maxLength);
            case (ValueType.Int64, Column.ValuesOneofCase.Int64S):
                ((ColumnValues<long>)target).Add(sent.Int64S.Values[row]);
                return true;
            case (ValueType.Bool, Column.ValuesOneofCase.Bools):
                ((ColumnValues<bool>)target).Add(sent.Bools.Values[row]);
                return true;
            case (ValueType.Decimal, Column.ValuesOneofCase.Decimals):
                return TryAddText(target, type, sent.Decimals.Values[row], maxLength);
            case (ValueType.Date, Column.ValuesOneofCase.Dates):
                return TryAddText(target, type, sent.Dates.Values[row], maxLength);
            case (ValueType.Date or ValueType.Decimal or ValueType.Timestamp, Column.ValuesOneofCase.Strings):
                return TryAddText(target, type, sent.Strings.Values[row], maxLength);
            case (ValueType.Timestamp, Column.ValuesOneofCase.Timestamps):
                ((ColumnValues<long>)target).Add(Timestamps.FromDateTimeOffset(sent.Timestamps.Values[row].ToDateTimeOffset()));
                return true;
            case (_, Column.ValuesOneofCase.Mixed):
                return TryAddMixed(target, type, sent.Mixed.Values[row], maxLength);
            default:
                return false;
        }
    }

    public static string Describe(ValueType type, int maxLength) => type == ValueType.String
        ? $"text of at most {maxLength} characters (as a number its leading zeros would be lost)"
        : ValueTypes.NameOf(type);

    private static bool TryAddMixed(ColumnValues target, ValueType type, Value value, int maxLength)
    {
        switch (type, value.KindCase)
        {
            case (ValueType.Int64, Value.KindOneofCase.Int64Value):
                ((ColumnValues<long>)target).Add(value.Int64Value);
                return true;
            case (ValueType.Bool, Value.KindOneofCase.BoolValue):
                ((ColumnValues<bool>)target).Add(value.BoolValue);
                return true;
            case (ValueType.Decimal, Value.KindOneofCase.DecimalValue):
                return TryAddText(target, type, value.DecimalValue, maxLength);
            case (ValueType.String or ValueType.Date or ValueType.Timestamp, Value.KindOneofCase.StringValue):
                return TryAddText(target, type, value.StringValue, maxLength);
            default:
                return false;
        }
    }

    private static bool TryAddText(ColumnValues target, ValueType type, string text, int maxLength) =>
        text.Length <= maxLength && TextValues.TryAdd(target, type, text);
}
