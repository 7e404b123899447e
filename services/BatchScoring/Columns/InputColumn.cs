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
    private readonly StringArray? statuses;

    private InputColumn(IArrowArray column, StringArray? statuses)
    {
        Column = column;
        this.statuses = statuses;
        IsPlain = column.NullCount == 0 && ArePresent(statuses);
    }

    private IArrowArray Column { get; }

    // Whether every row has a value that is to be taken as it is.
    private bool IsPlain { get; }

    /// <param name="array">The column.</param>
    /// <param name="datatype">What the model takes.</param>
    /// <param name="hasTypes">False: the file has texts only, so that a text may be a number.</param>
    /// <param name="statuses">Status of each row, as Features tells it; null: the source tells none.</param>
    public static ValueColumn Of(IArrowArray array, Datatype datatype, bool hasTypes, StringArray? statuses = null) => array switch
    {
        FloatArray floats => new FloatColumn(floats, statuses),
        DoubleArray doubles => new DoubleColumn(doubles, statuses),
        StringArray texts => new TextColumn(texts, isNumber: !hasTypes && datatype is not (Datatype.BYTES or Datatype.BOOL), statuses),
        _ => new OtherColumn(array, statuses),
    };

    public override ValueStatus StatusOf(int row) => statuses?.GetString(row) switch
    {
        "key_ambiguous" => ValueStatus.KeyAmbiguous,
        "key_invalid" => ValueStatus.KeyInvalid,
        "not_found" => ValueStatus.NotFound,
        _ when Column.IsNull(row) => ValueStatus.Null,
        "stale" => ValueStatus.Stale,
        _ => ValueStatus.Present,
    };

    private static bool ArePresent(StringArray? statuses)
    {
        for (var row = 0; row < statuses?.Length; row++)
        {
            if (!statuses.GetBytes(row).SequenceEqual("present"u8))
            {
                return false;
            }
        }

        return true;
    }

    private sealed class FloatColumn(FloatArray values, StringArray? statuses) : InputColumn(values, statuses)
    {
        public override ReadOnlySpan<float> Floats => IsPlain ? values.Values : default;

        public override ScalarValue ValueOf(int row) => ScalarValue.Of((double)values.GetValue(row)!.Value);
    }

    private sealed class DoubleColumn(DoubleArray array, StringArray? statuses) : InputColumn(array, statuses)
    {
        public override ReadOnlySpan<double> Doubles => IsPlain ? array.Values : default;

        public override ScalarValue ValueOf(int row) => ScalarValue.Of(array.GetValue(row)!.Value);
    }

    private sealed class TextColumn(StringArray array, bool isNumber, StringArray? statuses) : InputColumn(array, statuses)
    {
        public override ScalarValue ValueOf(int row) => isNumber ? ScalarValue.OfDecimal(array.GetString(row)) : ScalarValue.OfText(array.GetString(row));
    }

    private sealed class OtherColumn(IArrowArray array, StringArray? statuses) : InputColumn(array, statuses)
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
