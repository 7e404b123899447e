using System.Runtime.InteropServices;
using FedMl.Benchmarks.Requests;
using FedMl.Protos.Inference;

namespace FedMl.Benchmarks.Formats;

/// <summary>The elements of typed contents as raw contents hold them.</summary>
internal static class TypedContents
{
    public static byte[] Bytes(string datatype, InferTensorContents contents) => datatype switch
    {
        ElementType.Fp32 => Bytes<float>([.. contents.Fp32Contents]),
        ElementType.Fp64 => Bytes<double>([.. contents.Fp64Contents]),
        "INT64" => Bytes<long>([.. contents.Int64Contents]),
        "INT32" => Bytes<int>([.. contents.IntContents]),
        "INT16" => Bytes<short>([.. contents.IntContents.Select(v => (short)v)]),
        "INT8" => Bytes<sbyte>([.. contents.IntContents.Select(v => (sbyte)v)]),
        "UINT64" => Bytes<ulong>([.. contents.Uint64Contents]),
        "UINT32" => Bytes<uint>([.. contents.UintContents]),
        "UINT16" => Bytes<ushort>([.. contents.UintContents.Select(v => (ushort)v)]),
        "UINT8" => Bytes<byte>([.. contents.UintContents.Select(v => (byte)v)]),
        "BOOL" => Bytes<bool>([.. contents.BoolContents]),
        _ => [],
    };

    private static byte[] Bytes<T>(T[] values)
        where T : struct => MemoryMarshal.AsBytes<T>(values).ToArray();
}
