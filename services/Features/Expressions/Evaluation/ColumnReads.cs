using FedMl.Features.Columns;
using FedMl.Features.Expressions.Typed;

namespace FedMl.Features.Expressions.Evaluation;

/// <summary>Reads the values of a column as expressions take them.</summary>
internal static class ColumnReads
{
    public static Delegate Of(ColumnValue column, ColumnValues values) => column.Type.Kind switch
    {
        ValueType.Decimal => Read<string, Int128>(values, text => Decimal(column, text)),
        ValueType.Date => Read<string, long>(values, text => Maybe.Of(Times.ParseDate(text))),
        ValueType.Double => Read<double, double>(values, Maybe.Finite),
        ValueType.Bool => Read<bool, bool>(values, truth => truth),
        ValueType.String => Read<string, string>(values, text => text),
        _ => Read<long, long>(values, number => number),
    };

    /// <summary>The text of a decimal whose scale is not known.</summary>
    public static Func<int, Maybe<string>> Text(ColumnValues values) => Read<string, string>(values, text => text);

    private static Func<int, Maybe<T>> Read<TStored, T>(ColumnValues values, Func<TStored, Maybe<T>> convert)
        where TStored : notnull
    {
        var stored = (ColumnValues<TStored>)values;
        return row => stored.IsNull(row) ? Maybe<T>.Null : convert(stored[row]);
    }

    private static Maybe<Int128> Decimal(ColumnValue column, string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0 && text.AsSpan(point + 1).TrimEnd('0').Length > column.Type.Scale)
        {
            throw new ScaleExceededException(column.Name);
        }

        return Maybe.Of(Decimals.Parse(text, column.Type.Scale));
    }
}
