using System.Runtime.InteropServices;
using FedMl.Protos.Inference;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;
using Google.Protobuf.Collections;

namespace FedMl.Scoring.Grpc;

/// <summary>Typed contents: one field for each family of datatypes.</summary>
internal static class InputContents
{
    /// <summary>Values in the field that belongs to a datatype.</summary>
    public static int Count(InferTensorContents contents, Datatype datatype) => datatype switch
    {
        Datatype.BOOL => contents.BoolContents.Count,
        Datatype.INT8 or Datatype.INT16 or Datatype.INT32 => contents.IntContents.Count,
        Datatype.INT64 => contents.Int64Contents.Count,
        Datatype.UINT8 or Datatype.UINT16 or Datatype.UINT32 => contents.UintContents.Count,
        Datatype.UINT64 => contents.Uint64Contents.Count,
        Datatype.FP32 => contents.Fp32Contents.Count,
        Datatype.FP64 => contents.Fp64Contents.Count,
        Datatype.BYTES => contents.BytesContents.Count,
        _ => 0,
    };

    /// <summary>Values in all fields together.</summary>
    public static int CountAll(InferTensorContents contents) =>
        contents.BoolContents.Count + contents.IntContents.Count + contents.Int64Contents.Count + contents.UintContents.Count
        + contents.Uint64Contents.Count + contents.Fp32Contents.Count + contents.Fp64Contents.Count + contents.BytesContents.Count;

    /// <summary>True where a value of a wide field does not fit the narrow datatype.</summary>
    public static bool OutOfRange(InferTensorContents contents, Datatype datatype) => datatype switch
    {
        Datatype.INT8 => contents.IntContents.Any(v => v is < sbyte.MinValue or > sbyte.MaxValue),
        Datatype.INT16 => contents.IntContents.Any(v => v is < short.MinValue or > short.MaxValue),
        Datatype.UINT8 => contents.UintContents.Any(v => v > byte.MaxValue),
        Datatype.UINT16 => contents.UintContents.Any(v => v > ushort.MaxValue),
        _ => false,
    };

    /// <summary>Copies checked values into an input of a run.</summary>
    public static void Fill(ModelRun run, int index, TensorHeader header, InferTensorContents? contents)
    {
        if (contents is null)
        {
            return;
        }

        switch (header.Datatype)
        {
            case Datatype.BOOL:
                Copy(contents.BoolContents, run.Input(index), static v => v ? (byte)1 : (byte)0);
                break;
            case Datatype.INT8:
                Copy(contents.IntContents, run.Input(index), static v => (sbyte)v);
                break;
            case Datatype.INT16:
                Copy(contents.IntContents, run.Input(index), static v => (short)v);
                break;
            case Datatype.INT32:
                Copy(contents.IntContents, run.Input(index), static v => v);
                break;
            case Datatype.INT64:
                Copy(contents.Int64Contents, run.Input(index), static v => v);
                break;
            case Datatype.UINT8:
                Copy(contents.UintContents, run.Input(index), static v => (byte)v);
                break;
            case Datatype.UINT16:
                Copy(contents.UintContents, run.Input(index), static v => (ushort)v);
                break;
            case Datatype.UINT32:
                Copy(contents.UintContents, run.Input(index), static v => v);
                break;
            case Datatype.UINT64:
                Copy(contents.Uint64Contents, run.Input(index), static v => v);
                break;
            case Datatype.FP32:
                Copy(contents.Fp32Contents, run.Input(index), static v => v);
                break;
            case Datatype.FP64:
                Copy(contents.Fp64Contents, run.Input(index), static v => v);
                break;
            case Datatype.BYTES:
                for (var i = 0; i < contents.BytesContents.Count; i++)
                {
                    run.SetText(index, i, contents.BytesContents[i].Span);
                }

                break;
        }
    }

    private static void Copy<TSource, TTarget>(RepeatedField<TSource> source, Span<byte> target, Func<TSource, TTarget> convert)
        where TTarget : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, TTarget>(target);
        for (var i = 0; i < source.Count; i++)
        {
            values[i] = convert(source[i]);
        }
    }
}
