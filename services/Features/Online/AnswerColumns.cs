using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Features.Online;

/// <summary>Makes the columns of an answer that come from one view, in the rows of the request.</summary>
/// <param name="rows">For each row of the request its row in the values; below 0: none.</param>
/// <param name="statuses">The status of each row of the request where its value is not null.</param>
internal sealed class AnswerColumns(int[] rows, ValueStatus[] statuses)
{
    public Column Make(string reference, ValueType type, ColumnValues values)
    {
        var column = new Column { Name = reference };
        AddStatuses(column.Statuses, values);
        switch (type)
        {
            case ValueType.String:
                Add((column.Strings = new Strings()).Values, values, "", (string v) => v);
                break;
            case ValueType.Decimal:
                Add((column.Decimals = new Strings()).Values, values, "", (string v) => v);
                break;
            case ValueType.Date:
                Add((column.Dates = new Strings()).Values, values, "", (string v) => v);
                break;
            case ValueType.Int64:
                Add((column.Int64S = new Int64s()).Values, values, 0, (long v) => v);
                break;
            case ValueType.Double:
                Add((column.Doubles = new Doubles()).Values, values, 0, (double v) => v);
                break;
            case ValueType.Bool:
                Add((column.Bools = new Bools()).Values, values, false, (bool v) => v);
                break;
            case ValueType.Timestamp:
                Add((column.Timestamps = new Protos.Features.V1.Timestamps()).Values, values, new Timestamp(), (long v) => Timestamp.FromDateTimeOffset(Columns.Timestamps.ToDateTimeOffset(v)));
                break;
            default:
                Add((column.Binaries = new Binaries()).Values, values, ByteString.Empty, (byte[] v) => UnsafeByteOperations.UnsafeWrap(v));
                break;
        }

        return column;
    }

    private void AddStatuses(RepeatedField<ValueStatus> target, ColumnValues values)
    {
        target.Capacity = rows.Length;
        for (var i = 0; i < rows.Length; i++)
        {
            target.Add(rows[i] >= 0 && values.IsNull(rows[i]) ? ValueStatus.Null : statuses[i]);
        }
    }

    private void Add<TSource, TTarget>(RepeatedField<TTarget> target, ColumnValues values, TTarget zero, Func<TSource, TTarget> convert)
        where TSource : notnull
    {
        var typed = (ColumnValues<TSource>)values;
        target.Capacity = rows.Length;
        foreach (var row in rows)
        {
            target.Add(row < 0 || typed.IsNull(row) ? zero : convert(typed[row]));
        }
    }
}
