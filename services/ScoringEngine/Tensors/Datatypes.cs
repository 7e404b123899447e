using System.Text;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FedMl.ScoringEngine.Tensors;

/// <summary>What is known of each datatype.</summary>
public static class Datatypes
{
    private static readonly string[] Names = Enum.GetNames<Datatype>();

    /// <summary>The protocol's name, such as <c>FP32</c>.</summary>
    public static string Name(this Datatype datatype) => Names[(int)datatype];

    /// <summary>Reads the protocol's name; false where there is no such datatype.</summary>
    public static bool TryParse(string name, out Datatype datatype)
    {
        var index = Array.IndexOf(Names, name, 1);
        datatype = index < 0 ? Datatype.Unknown : (Datatype)index;
        return index > 0;
    }

    /// <summary>Reads the protocol's name in UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out Datatype datatype)
    {
        for (var i = 1; i < Names.Length; i++)
        {
            if (Ascii.Equals(name, Names[i]))
            {
                datatype = (Datatype)i;
                return true;
            }
        }

        datatype = Datatype.Unknown;
        return false;
    }

    /// <summary>Bytes of one element; 0 for BYTES, whose elements differ in length.</summary>
    public static int Size(this Datatype datatype) => datatype switch
    {
        Datatype.BOOL or Datatype.UINT8 or Datatype.INT8 => 1,
        Datatype.UINT16 or Datatype.INT16 or Datatype.FP16 or Datatype.BF16 => 2,
        Datatype.UINT32 or Datatype.INT32 or Datatype.FP32 => 4,
        Datatype.UINT64 or Datatype.INT64 or Datatype.FP64 => 8,
        _ => 0,
    };

    public static bool IsFloat(this Datatype datatype) => datatype is Datatype.FP16 or Datatype.FP32 or Datatype.FP64 or Datatype.BF16;

    /// <summary>ONNX Runtime's name of the datatype.</summary>
    public static TensorElementType ToOnnx(this Datatype datatype) => datatype switch
    {
        Datatype.BOOL => TensorElementType.Bool,
        Datatype.UINT8 => TensorElementType.UInt8,
        Datatype.UINT16 => TensorElementType.UInt16,
        Datatype.UINT32 => TensorElementType.UInt32,
        Datatype.UINT64 => TensorElementType.UInt64,
        Datatype.INT8 => TensorElementType.Int8,
        Datatype.INT16 => TensorElementType.Int16,
        Datatype.INT32 => TensorElementType.Int32,
        Datatype.INT64 => TensorElementType.Int64,
        Datatype.FP16 => TensorElementType.Float16,
        Datatype.FP32 => TensorElementType.Float,
        Datatype.FP64 => TensorElementType.Double,
        Datatype.BYTES => TensorElementType.String,
        Datatype.BF16 => TensorElementType.BFloat16,
        _ => TensorElementType.DataTypeMax,
    };

    /// <summary>The datatype of an ONNX Runtime element type; Unknown where the protocol has none.</summary>
    public static Datatype FromOnnx(TensorElementType type) => type switch
    {
        TensorElementType.Bool => Datatype.BOOL,
        TensorElementType.UInt8 => Datatype.UINT8,
        TensorElementType.UInt16 => Datatype.UINT16,
        TensorElementType.UInt32 => Datatype.UINT32,
        TensorElementType.UInt64 => Datatype.UINT64,
        TensorElementType.Int8 => Datatype.INT8,
        TensorElementType.Int16 => Datatype.INT16,
        TensorElementType.Int32 => Datatype.INT32,
        TensorElementType.Int64 => Datatype.INT64,
        TensorElementType.Float16 => Datatype.FP16,
        TensorElementType.Float => Datatype.FP32,
        TensorElementType.Double => Datatype.FP64,
        TensorElementType.String => Datatype.BYTES,
        TensorElementType.BFloat16 => Datatype.BF16,
        _ => Datatype.Unknown,
    };
}
