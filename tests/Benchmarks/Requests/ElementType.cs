namespace FedMl.Benchmarks.Requests;

/// <summary>The protocol's datatypes of fixed size.</summary>
internal static class ElementType
{
    public const string Fp32 = "FP32";
    public const string Fp64 = "FP64";

    /// <summary>Bytes of an element, or 0 where the datatype has no fixed size or is none.</summary>
    public static int SizeOf(string datatype) => datatype switch
    {
        "BOOL" or "INT8" or "UINT8" => 1,
        "INT16" or "UINT16" or "FP16" or "BF16" => 2,
        "INT32" or "UINT32" or Fp32 => 4,
        "INT64" or "UINT64" or Fp64 => 8,
        _ => 0,
    };
}
