using FedMl.Features.Batches;
using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Features.Tests.Batches;

/// <summary>Batches as messages, value by value: what the writer is held against.</summary>
internal static class ColumnMessages
{
    public static ColumnBatch Of(BatchSchema schema, FeatureBatch batch)
    {
        var message = new ColumnBatch { Times = batch.Times is { } times ? Of(new BatchColumn("", ValueType.Timestamp, times, null)).Timestamps : null };
        message.EntityKeys.Add(schema.KeysOf(batch).Select(Of));
        message.Features.Add(schema.FeaturesOf(batch).Select(Of));
        return message;
    }

    private static Column Of(BatchColumn column)
    {
        var message = new Column { Name = column.Name };
        var rows = Enumerable.Range(0, column.Values.Count);
        if (column.View is { } view)
        {
            ValueStatus[] statuses = [.. rows.Select(row => StatusOf(view, column.Values, row))];
            message.Statuses.Add(statuses.All(status => status == ValueStatus.Present) ? [] : statuses);
        }

        switch (column.Type)
        {
            case ValueType.String:
                message.Strings = new Strings { Values = { All(column.Values, "") } };
                break;
            case ValueType.Decimal:
                message.Decimals = new Strings { Values = { All(column.Values, "") } };
                break;
            case ValueType.Date:
                message.Dates = new Strings { Values = { All(column.Values, "") } };
                break;
            case ValueType.Int64:
                message.Int64S = new Int64s { Values = { All(column.Values, 0L) } };
                break;
            case ValueType.Double:
                message.Doubles = new Doubles { Values = { All(column.Values, 0.0) } };
                break;
            case ValueType.Bool:
                message.Bools = new Bools { Values = { All(column.Values, false) } };
                break;
            case ValueType.Timestamp:
                message.Timestamps = new FedMl.Protos.Features.V1.Timestamps
                {
                    Values = { All(column.Values, 0L).Select(time => Timestamp.FromDateTimeOffset(Columns.Timestamps.ToDateTimeOffset(time))) },
                };
                break;
            default:
                message.Binaries = new Binaries { Values = { All<byte[]>(column.Values, []).Select(bytes => ByteString.CopyFrom(bytes)) } };
                break;
        }

        return message;
    }

    private static ValueStatus StatusOf(BatchView view, ColumnValues values, int row)
    {
        var status = view.Statuses is null ? ValueStatus.Present : view.Statuses[row];
        return FeatureBatch.HasValue(status) && values.IsNull(row) ? ValueStatus.Null : status;
    }

    private static IEnumerable<T> All<T>(ColumnValues values, T zero)
        where T : notnull =>
        Enumerable.Range(0, values.Count).Select(row => values.IsNull(row) ? zero : ((ColumnValues<T>)values)[row]);
}
