using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using FedMl.Protos.Features.V1;
using FedMl.ScoringEngine.Columns;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.BatchScoring.Columns;

/// <summary>Arrow columns as the engine reads them.</summary>
internal abstract class InputColumn : ValueColumn
{
    private InputColumn(IArrowArray column) => Column = column;

    private IArrowArray Column { get; }

    /// <param name="array">The column.</param>
    /// <param name="datatype">What the model takes.</param>
    /// <param name="hasTypes">False: the file has texts only, so that a text may be a number.</param>
    public static ValueColumn Of(IArrowArray array, Datatype datatype, bool hasTypes) => array switch
    {
        FloatArray floats => new FloatColumn(floats),
        DoubleArray doubles => new DoubleColumn(doubles),
        StringArray texts => new TextColumn(texts, isNumber: !hasTypes && datatype is not (Datatype.BYTES or Datatype.BOOL)),
        _ => new OtherColumn(array),
    };

    public override ValueStatus StatusOf(int row) => Column.IsNull(row) ? ValueStatus.Null : ValueStatus.Present;

    private sealed class FloatColumn(FloatArray values) : InputColumn(values)
    {
        public override ReadOnlySpan<float> Floats => values.NullCount == 0 ? values.Values : default;

        public override ScalarValue ValueOf(int row) => ScalarValue.Of((double)values.GetValue(row)!.Value);
    }

    private sealed class DoubleColumn(DoubleArray array) : InputColumn(array)
    {
        public override ReadOnlySpan<double> Doubles => array.NullCount == 0 ? array.Values : default;

        public override ScalarValue ValueOf(int row) => ScalarValue.Of(array.GetValue(row)!.Value);
    }

    private sealed class TextColumn(StringArray array, bool isNumber) : InputColumn(array)
    {
        public override ScalarValue ValueOf(int row) => isNumber ? ScalarValue.OfDecimal(array.GetString(row)) : ScalarValue.OfText(array.GetString(row));
    }

    private sealed class OtherColumn(IArrowArray array) : InputColumn(array)
    {
        public override ScalarValue ValueOf(int row) => Column switch
        {
            BooleanArray values => ScalarValue.Of(values.GetValue(row)!.Value),
            Int8Array values => ScalarValue.Of((long)values.GetValue(row)!.Value),
            Int16Array values => ScalarValue.Of((long)values.GetValue(row)!.Value),
            Int32Array values => ScalarValue.Of((long)values.GetValue(row)!.Value),
            Int64Array values => ScalarValue.Of(values.GetValue(row)!.Value),
            UInt8Array values => ScalarValue.Of((long)values.GetValue(row)!.Value),
            UInt16Array values => ScalarValue.Of((long)values.GetValue(row)!.Value),
            UInt32Array values => ScalarValue.Of((long)values.GetValue(row)!.Value),
            UInt64Array values => ScalarValue.OfDecimal(values.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture)),
            Decimal128Array values => ScalarValue.OfDecimal(values.GetString(row)),
            Date32Array values => ScalarValue.OfText(values.GetDateTime(row)!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            TimestampArray values => ScalarValue.OfText(values.GetTimestamp(row)!.Value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
            _ => throw new NotSupportedException($"Columns of the type {Column.Data.DataType.Name} cannot be read."),
        };
    }
}
