using FedMl.Protos.Features.V1;
using FedMl.ScoringEngine.Columns;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Signatures;

namespace FedMl.BatchScoring.Scoring;

/// <summary>Columns as a request to Scoring has them.</summary>
internal static class RecordMessages
{
    /// <summary>Some rows of a column; what is wrong with a value is left to Scoring to tell.</summary>
    public static Column Of(BoundColumn column, ValueColumn source, int first, int count)
    {
        var message = new Column { Name = column.Name };
        if (source.Floats.Length > 0)
        {
            message.Doubles = new Doubles();
            message.Doubles.Values.Capacity = count;
            foreach (var value in source.Floats.Slice(first, count))
            {
                message.Doubles.Values.Add(value);
            }
        }
        else if (source.Doubles.Length > 0)
        {
            message.Doubles = new Doubles();
            message.Doubles.Values.Capacity = count;
            foreach (var value in source.Doubles.Slice(first, count))
            {
                message.Doubles.Values.Add(value);
            }
        }
        else
        {
            message.Mixed = new Mixed();
            for (var row = first; row < first + count; row++)
            {
                var status = source.StatusOf(row);
                message.Statuses.Add(status);
                message.Mixed.Values.Add(status is ValueStatus.Present or ValueStatus.Stale ? ValueOf(source.ValueOf(row)) : new Value());
            }
        }

        return message;
    }

    private static Value ValueOf(ScalarValue value) => value.Kind switch
    {
        ScalarKind.Int64 => new Value { Int64Value = value.Int64 },
        ScalarKind.Double => new Value { DoubleValue = value.Double },
        ScalarKind.Decimal => new Value { DecimalValue = value.Text },
        ScalarKind.Bool => new Value { BoolValue = value.Bool },
        ScalarKind.Text => new Value { StringValue = value.Text },
        _ => new Value(),
    };
}
