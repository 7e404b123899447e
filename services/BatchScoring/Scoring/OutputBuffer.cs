using System.Runtime.InteropServices;
using Apache.Arrow;
using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Scoring;

/// <summary>Collects one column of predictions of a chunk.</summary>
internal sealed class OutputBuffer(OutputColumn column, int capacity)
{
    private byte[] bytes = [];
    private StringArray.Builder? texts;
    private BooleanArray.Builder? bools;
    private int count;

    /// <summary>Takes its element of each row.</summary>
    /// <exception cref="ServiceException">MODEL_RUN_FAILED: rows have another width than before.</exception>
    public void Append(OutputTensor tensor, int rows)
    {
        if (tensor.ElementCount != rows * column.Width)
        {
            throw new ServiceException(ErrorReason.ModelRunFailed, $"Output {tensor.Name} has {tensor.ElementCount} elements of {rows} rows; {column.Width} a row were expected.");
        }

        switch (tensor.Datatype)
        {
            case Datatype.BYTES:
                texts ??= new StringArray.Builder().Reserve(capacity);
                for (var i = 0; i < rows; i++)
                {
                    texts.Append(tensor.Text((i * column.Width) + column.Element));
                }

                break;
            case Datatype.BOOL:
                bools ??= new BooleanArray.Builder().Reserve(capacity);
                for (var i = 0; i < rows; i++)
                {
                    bools.Append(tensor.Bytes[(i * column.Width) + column.Element] != 0);
                }

                break;
            case Datatype.FP16:
                Append<Half, float>(tensor, rows, static v => (float)v);
                break;
            case Datatype.BF16:
                Append<ushort, float>(tensor, rows, static v => BitConverter.UInt32BitsToSingle((uint)v << 16));
                break;
            default:
                AppendNumbers(tensor, rows);
                break;
        }

        count += rows;
    }

    /// <summary>The rows that were taken.</summary>
    public IArrowArray ToArray() => texts?.Build() ?? bools?.Build()
        ?? ArrowArrayFactory.BuildArray(new ArrayData(column.Type, count, 0, 0, NoBuffers() ?? [ArrowBuffer.Empty, new ArrowBuffer(bytes.AsMemory(0, count * Size))]));

    private int Size => ((Apache.Arrow.Types.FixedWidthType)column.Type).BitWidth / 8;

    // Of a chunk without one good row.
    private ArrowBuffer[]? NoBuffers() => count > 0 ? null
        : column.Type is Apache.Arrow.Types.StringType ? [ArrowBuffer.Empty, new ArrowBuffer(new byte[4]), ArrowBuffer.Empty]
        : [ArrowBuffer.Empty, ArrowBuffer.Empty];

    private void AppendNumbers(OutputTensor tensor, int rows)
    {
        switch (tensor.Datatype.Size())
        {
            case 1:
                Append<byte, byte>(tensor, rows, static v => v);
                break;
            case 2:
                Append<short, short>(tensor, rows, static v => v);
                break;
            case 4:
                Append<int, int>(tensor, rows, static v => v);
                break;
            default:
                Append<long, long>(tensor, rows, static v => v);
                break;
        }
    }

    private void Append<TFrom, TTo>(OutputTensor tensor, int rows, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        if (bytes.Length == 0)
        {
            bytes = new byte[capacity * Marshal.SizeOf<TTo>()];
        }

        var source = MemoryMarshal.Cast<byte, TFrom>(tensor.Bytes);
        var target = MemoryMarshal.Cast<byte, TTo>(bytes.AsSpan())[count..];
        for (var i = 0; i < rows; i++)
        {
            target[i] = convert(source[(i * column.Width) + column.Element]);
        }
    }
}
