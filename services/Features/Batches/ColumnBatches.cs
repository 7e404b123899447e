using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Features.Batches;

/// <summary>Batches as columns of messages.</summary>
internal sealed class ColumnBatches(BatchSchema schema)
{
    public ColumnBatch Write(FeatureBatch batch)
    {
        var result = new ColumnBatch();
        for (var i = 0; i < schema.Keys.Count; i++)
        {
            result.EntityKeys.Add(Make(schema.Keys[i].Name, schema.Keys[i].Column.Type, batch.Keys[i], null));
        }

        var features = new Column[schema.Views.Sum(view => view.Features.Count)];
        for (var v = 0; v < schema.Views.Count; v++)
        {
            var view = schema.Views[v];
            for (var i = 0; i < view.Features.Count; i++)
            {
                features[view.Places[i]] = Make($"{view.Name}:{view.Features[i].Name}", view.Features[i].Column.Type, batch.Views[v].Columns[i], batch.Views[v]);
            }
        }

        result.Features.AddRange(features);
        result.Times = batch.Times is { } times ? Make("", ValueType.Timestamp, times, null).Timestamps : null;
        return result;
    }

    private static Column Make(string name, ValueType type, ColumnValues values, BatchView? view)
    {
        var column = new Column { Name = name };
        if (view is not null && (view.Statuses is not null || values.NullCount > 0))
        {
            column.Statuses.Capacity = values.Count;
            for (var row = 0; row < values.Count; row++)
            {
                column.Statuses.Add(view.StatusAt(values, row));
            }
        }

        switch (type)
        {
            case ValueType.String:
                Add((column.Strings = new Strings()).Values, values, view, "");
                break;
            case ValueType.Decimal:
                Add((column.Decimals = new Strings()).Values, values, view, "");
                break;
            case ValueType.Date:
                Add((column.Dates = new Strings()).Values, values, view, "");
                break;
            case ValueType.Int64:
                Add((column.Int64S = new Int64s()).Values, values, view, 0L);
                break;
            case ValueType.Double:
                Add((column.Doubles = new Doubles()).Values, values, view, 0.0);
                break;
            case ValueType.Bool:
                Add((column.Bools = new Bools()).Values, values, view, false);
                break;
            case ValueType.Timestamp:
                Convert((column.Timestamps = new Protos.Features.V1.Timestamps()).Values, values, view, new Timestamp(), (long v) => Timestamp.FromDateTimeOffset(Columns.Timestamps.ToDateTimeOffset(v)));
                break;
            default:
                Convert((column.Binaries = new Binaries()).Values, values, view, ByteString.Empty, (byte[] v) => UnsafeByteOperations.UnsafeWrap(v));
                break;
        }

        return column;
    }

    private static void Add<T>(RepeatedField<T> target, ColumnValues values, BatchView? view, T zero)
        where T : notnull
    {
        if (values.NullCount == 0 && view?.Statuses is null)
        {
            target.AddRange(((ColumnValues<T>)values).Span); // copied as a block
        }
        else
        {
            Convert(target, values, view, zero, (T v) => v);
        }
    }

    private static void Convert<TSource, TTarget>(
        RepeatedField<TTarget> target, ColumnValues values, BatchView? view, TTarget zero, Func<TSource, TTarget> convert)
        where TSource : notnull
    {
        var typed = (ColumnValues<TSource>)values;
        target.Capacity = values.Count;
        for (var row = 0; row < values.Count; row++)
        {
            target.Add(typed.IsNull(row) || view?.HasValueAt(row) == false ? zero : convert(typed[row]));
        }
    }
}
