using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using FedMl.Protos.Features.V1;
using Google.Protobuf.WellKnownTypes;
using Column = FedMl.Protos.Features.V1.Column;
using ValueType = FedMl.Protos.Features.V1.ValueType;

namespace FedMl.BatchScoring.Sinks;

/// <summary>Arrow columns as those of a table of predictions.</summary>
internal static class TableColumns
{
    /// <summary>How a column is declared.</summary>
    public static PredictionTableColumn Declare(Apache.Arrow.Field field)
    {
        var column = new PredictionTableColumn { Name = field.Name, Type = TypeOf(field.DataType) };
        if (field.DataType is Decimal128Type type)
        {
            (column.Precision, column.Scale) = (type.Precision, type.Scale);
        }
        else if (field.DataType is UInt64Type)
        {
            column.Precision = 20;
        }

        return column;
    }

    /// <summary>Some rows of a column.</summary>
    public static Column Of(string name, IArrowArray array, int first, int count)
    {
        var column = new Column { Name = name };
        for (var row = first; array.NullCount > 0 && row < first + count; row++)
        {
            column.Statuses.Add(array.IsNull(row) ? ValueStatus.Null : ValueStatus.Present);
        }

        var rows = Enumerable.Range(first, count);
        switch (array)
        {
            case FloatArray values:
                column.Doubles = new Doubles { Values = { rows.Select(r => (double)(values.GetValue(r) ?? 0)) } };
                break;
            case DoubleArray values:
                column.Doubles = new Doubles { Values = { rows.Select(r => values.GetValue(r) ?? 0) } };
                break;
            case StringArray values:
                column.Strings = new Strings { Values = { rows.Select(r => values.GetString(r) ?? "") } };
                break;
            case BooleanArray values:
                column.Bools = new Bools { Values = { rows.Select(r => values.GetValue(r) ?? false) } };
                break;
            case Decimal128Array values:
                column.Decimals = new Strings { Values = { rows.Select(r => values.IsNull(r) ? "0" : values.GetString(r)) } };
                break;
            case UInt64Array values:
                column.Decimals = new Strings { Values = { rows.Select(r => (values.GetValue(r) ?? 0).ToString(CultureInfo.InvariantCulture)) } };
                break;
            case Date32Array values:
                column.Dates = new Strings { Values = { rows.Select(r => (values.GetDateTime(r) ?? DateTime.UnixEpoch).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) } };
                break;
            case TimestampArray values:
                column.Timestamps = new Timestamps { Values = { rows.Select(r => Timestamp.FromDateTimeOffset(values.GetTimestamp(r) ?? DateTimeOffset.UnixEpoch)) } };
                break;
            default:
                column.Int64S = new Int64s { Values = { rows.Select(r => WholeNumber(array, r)) } };
                break;
        }

        return column;
    }

    private static long WholeNumber(IArrowArray array, int row) => array switch
    {
        Int8Array values => values.GetValue(row) ?? 0,
        Int16Array values => values.GetValue(row) ?? 0,
        Int32Array values => values.GetValue(row) ?? 0,
        Int64Array values => values.GetValue(row) ?? 0,
        UInt8Array values => values.GetValue(row) ?? 0,
        UInt16Array values => values.GetValue(row) ?? 0,
        UInt32Array values => values.GetValue(row) ?? 0,
        _ => throw new NotSupportedException($"Columns of the type {array.Data.DataType.Name} cannot be written to a table."),
    };

    private static ValueType TypeOf(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.Float or ArrowTypeId.Double => ValueType.Double,
        ArrowTypeId.String => ValueType.String,
        ArrowTypeId.Boolean => ValueType.Bool,
        ArrowTypeId.Decimal128 or ArrowTypeId.UInt64 => ValueType.Decimal,
        ArrowTypeId.Date32 => ValueType.Date,
        ArrowTypeId.Timestamp => ValueType.Timestamp,
        _ => ValueType.Int64,
    };
}
