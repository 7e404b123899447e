using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>
/// The kind of a predicted value, for its distribution: of numbers in their order, 16 each time they double; of texts
/// one of 64, by hash.
/// </summary>
internal static class PredictionKind
{
    /// <summary>Kinds are numbers from minus this to this.</summary>
    public const int Most = 1025;

    private const int LeastPower = -20;
    private const int Powers = 64;
    private const int PartBits = 4;
    private const int Texts = 64;

    /// <summary>Not a number: after all numbers.</summary>
    private const int NotANumber = Most;

    public static bool Has(Datatype datatype) =>
        datatype is Datatype.FP32 or Datatype.FP64 or Datatype.INT32 or Datatype.INT64 or Datatype.BOOL or Datatype.BYTES;

    /// <summary>The kind of one element.</summary>
    public static int Of(OutputTensor tensor, int element) => tensor.Datatype switch
    {
        Datatype.FP32 => Of(MemoryMarshal.Cast<byte, float>(tensor.Bytes)[element]),
        Datatype.FP64 => Of(MemoryMarshal.Cast<byte, double>(tensor.Bytes)[element]),
        Datatype.INT32 => Of(BinaryPrimitives.ReadInt32LittleEndian(tensor.Bytes[(element * sizeof(int))..])),
        Datatype.INT64 => Of(BinaryPrimitives.ReadInt64LittleEndian(tensor.Bytes[(element * sizeof(long))..])),
        Datatype.BOOL => tensor.Bytes[element],
        _ => (int)(XxHash64.HashToUInt64(tensor.Text(element)) % Texts),
    };

    internal static int Of(double value)
    {
        if (double.IsNaN(value))
        {
            return NotANumber;
        }

        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        var power = (int)(bits >> 52) - 1023;
        if (power < LeastPower)
        {
            return 0;
        }

        var part = (int)(bits >> (52 - PartBits)) & ((1 << PartBits) - 1);
        var kind = 1 + Math.Min(((power - LeastPower) << PartBits) + part, (Powers << PartBits) - 1);
        return value < 0 ? -kind : kind;
    }
}
