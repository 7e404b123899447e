using System.Runtime.InteropServices;
using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>Tensors to predictions, one column an output, back in the rows of the request.</summary>
internal static class PredictionReader
{
    public static PredictionColumn Read(BoundOutput output, OutputTensor tensor, int[] rows, int rowCount)
    {
        if (tensor.Shape.Length == 0 || tensor.Shape[0] != rows.Length)
        {
            throw new ServiceException(ErrorReason.ModelRunFailed, $"Output {output.Name} has the shape [{string.Join(',', tensor.Shape.ToArray())}], which is not one entry a row.");
        }

        var width = tensor.ElementCount / rows.Length;
        var column = new PredictionColumn { Name = output.Name, Width = width };
        var classes = output.Signature.Classes.Count > 0 ? output.Signature.Classes : tensor.Classes ?? [];
        if (classes.Count == width)
        {
            column.Classes.AddRange(classes);
        }

        var spread = new Spread(rows, rowCount, width);
        switch (tensor.Datatype)
        {
            case Datatype.FP32:
                column.Floats = new Floats();
                spread.Into(column.Floats.Values, MemoryMarshal.Cast<byte, float>(tensor.Bytes), static v => v);
                break;
            case Datatype.FP16:
                column.Floats = new Floats();
                spread.Into(column.Floats.Values, MemoryMarshal.Cast<byte, Half>(tensor.Bytes), static v => (float)v);
                break;
            case Datatype.BF16:
                column.Floats = new Floats();
                spread.Into(column.Floats.Values, MemoryMarshal.Cast<byte, ushort>(tensor.Bytes), static v => BitConverter.UInt32BitsToSingle((uint)v << 16));
                break;
            case Datatype.FP64:
                column.Doubles = new Doubles();
                spread.Into(column.Doubles.Values, MemoryMarshal.Cast<byte, double>(tensor.Bytes), static v => v);
                break;
            case Datatype.BOOL:
                column.Bools = new Bools();
                spread.Into(column.Bools.Values, tensor.Bytes, static v => v != 0);
                break;
            case Datatype.BYTES:
                column.Strings = new Strings();
                spread.Into(column.Strings.Values, Texts(tensor), static v => v);
                break;
            default:
                column.Int64S = new Int64s();
                ReadIntegers(spread, column.Int64S, tensor);
                break;
        }

        return column;
    }

    private static ReadOnlySpan<string> Texts(OutputTensor tensor)
    {
        var texts = new string[tensor.ElementCount];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Encoding.UTF8.GetString(tensor.Text(i));
        }

        return texts;
    }

    private static void ReadIntegers(Spread spread, Int64s target, OutputTensor tensor)
    {
        var bytes = tensor.Bytes;
        switch (tensor.Datatype)
        {
            case Datatype.INT8:
                spread.Into(target.Values, MemoryMarshal.Cast<byte, sbyte>(bytes), static v => v);
                break;
            case Datatype.UINT8:
                spread.Into(target.Values, bytes, static v => v);
                break;
            case Datatype.INT16:
                spread.Into(target.Values, MemoryMarshal.Cast<byte, short>(bytes), static v => v);
                break;
            case Datatype.UINT16:
                spread.Into(target.Values, MemoryMarshal.Cast<byte, ushort>(bytes), static v => v);
                break;
            case Datatype.INT32:
                spread.Into(target.Values, MemoryMarshal.Cast<byte, int>(bytes), static v => v);
                break;
            case Datatype.UINT32:
                spread.Into(target.Values, MemoryMarshal.Cast<byte, uint>(bytes), static v => v);
                break;
            case Datatype.UINT64:
                spread.Into(target.Values, MemoryMarshal.Cast<byte, ulong>(bytes), static v => v <= long.MaxValue
                    ? (long)v
                    : throw new ServiceException(ErrorReason.ModelRunFailed, "An output holds a number larger than INT64 can."));
                break;
            default:
                spread.Into(target.Values, MemoryMarshal.Cast<byte, long>(bytes), static v => v);
                break;
        }
    }
}
