using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Features.Online;

/// <summary>One column of an answer, in the rows of the request.</summary>
internal static class AnswerColumn
{
    public static Column Make(string reference, ValueType type, ColumnValues values, int[] rowOfKey, ValueStatus[] rowStatuses)
    {
        var column = new Column { Name = reference };
        for (var i = 0; i < rowOfKey.Length; i++)
        {
            column.Statuses.Add(rowOfKey[i] >= 0 && values.IsNull(rowOfKey[i]) ? ValueStatus.Null : rowStatuses[i]);
        }

        switch (type)
        {
            case ValueType.String:
                column.Strings = new Strings { Values = { Pick<string, string>(values, rowOfKey, "", v => v) } };
                break;
            case ValueType.Decimal:
                column.Decimals = new Strings { Values = { Pick<string, string>(values, rowOfKey, "", v => v) } };
                break;
            case ValueType.Date:
                column.Dates = new Strings { Values = { Pick<string, string>(values, rowOfKey, "", v => v) } };
                break;
            case ValueType.Int64:
                column.Int64S = new Int64s { Values = { Pick<long, long>(values, rowOfKey, 0, v => v) } };
                break;
            case ValueType.Double:
                column.Doubles = new Doubles { Values = { Pick<double, double>(values, rowOfKey, 0, v => v) } };
                break;
            case ValueType.Bool:
                column.Bools = new Bools { Values = { Pick<bool, bool>(values, rowOfKey, false, v => v) } };
                break;
            case ValueType.Timestamp:
                column.Timestamps = new Protos.Features.V1.Timestamps { Values = { Pick(values, rowOfKey, new Timestamp(), (long v) => Timestamp.FromDateTimeOffset(Columns.Timestamps.ToDateTimeOffset(v))) } };
                break;
            default:
                column.Binaries = new Binaries { Values = { Pick(values, rowOfKey, ByteString.Empty, (byte[] v) => ByteString.CopyFrom(v)) } };
                break;
        }

        return column;
    }

    private static IEnumerable<TTarget> Pick<TSource, TTarget>(ColumnValues values, int[] rowOfKey, TTarget zero, Func<TSource, TTarget> convert)
        where TSource : notnull
    {
        var typed = (ColumnValues<TSource>)values;
        return rowOfKey.Select(row => row < 0 || typed.IsNull(row) ? zero : convert(typed[row]));
    }
}
