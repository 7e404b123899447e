using Apache.Arrow;
using Apache.Arrow.Types;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Scoring;

/// <summary>Collects one column of predictions that the service answered.</summary>
internal sealed class PredictionArrays
{
    private readonly OutputColumn column;
    private readonly List<double> numbers = [];
    private readonly List<long> wholes = [];
    private readonly List<string> texts = [];
    private readonly List<bool> bools = [];

    public PredictionArrays(OutputColumn column) => this.column = column;

    /// <summary>Takes its element of each good row.</summary>
    /// <exception cref="ServiceException">MODEL_RUN_FAILED: rows have another width than before.</exception>
    public void Append(PredictionColumn answer, IReadOnlyList<int> good)
    {
        if (answer.Width != column.Width)
        {
            throw new ServiceException(ErrorReason.ModelRunFailed, $"Output {answer.Name} has {answer.Width} elements a row; {column.Width} were expected.");
        }

        foreach (var row in good)
        {
            var at = (row * column.Width) + column.Element;
            switch (answer.ValuesCase)
            {
                case PredictionColumn.ValuesOneofCase.Floats:
                    numbers.Add(answer.Floats.Values[at]);
                    break;
                case PredictionColumn.ValuesOneofCase.Doubles:
                    numbers.Add(answer.Doubles.Values[at]);
                    break;
                case PredictionColumn.ValuesOneofCase.Strings:
                    texts.Add(answer.Strings.Values[at]);
                    break;
                case PredictionColumn.ValuesOneofCase.Bools:
                    bools.Add(answer.Bools.Values[at]);
                    break;
                default:
                    wholes.Add(answer.Int64S.Values[at]);
                    break;
            }
        }
    }

    public IArrowArray ToArray() => column.Type.TypeId switch
    {
        ArrowTypeId.Float => new FloatArray.Builder().AppendRange(numbers.Select(n => (float)n)).Build(),
        ArrowTypeId.Double => new DoubleArray.Builder().AppendRange(numbers).Build(),
        ArrowTypeId.String => new StringArray.Builder().AppendRange(texts).Build(),
        ArrowTypeId.Boolean => new BooleanArray.Builder().AppendRange(bools).Build(),
        ArrowTypeId.Int8 => new Int8Array.Builder().AppendRange(wholes.Select(n => (sbyte)n)).Build(),
        ArrowTypeId.Int16 => new Int16Array.Builder().AppendRange(wholes.Select(n => (short)n)).Build(),
        ArrowTypeId.Int32 => new Int32Array.Builder().AppendRange(wholes.Select(n => (int)n)).Build(),
        ArrowTypeId.UInt8 => new UInt8Array.Builder().AppendRange(wholes.Select(n => (byte)n)).Build(),
        ArrowTypeId.UInt16 => new UInt16Array.Builder().AppendRange(wholes.Select(n => (ushort)n)).Build(),
        ArrowTypeId.UInt32 => new UInt32Array.Builder().AppendRange(wholes.Select(n => (uint)n)).Build(),
        ArrowTypeId.UInt64 => new UInt64Array.Builder().AppendRange(wholes.Select(n => (ulong)n)).Build(),
        _ => new Int64Array.Builder().AppendRange(wholes).Build(),
    };
}
