using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>
/// Whether two versions gave the same answer: texts, whole numbers and booleans exactly, floats where they differ by at
/// most <see cref="Tolerance"/> × the larger of 1 and the answer's absolute value. NaN equals NaN.
/// </summary>
internal static class AnswerComparison
{
    public const double Tolerance = 1e-4;

    public static bool AreSame(IReadOnlyList<MirroredTensor> answered, IReadOnlyList<OutputTensor> shadowed) =>
        answered.Count == shadowed.Count && answered.Zip(shadowed).All(pair => AreSame(pair.First, pair.Second));

    private static bool AreSame(MirroredTensor answered, OutputTensor shadowed) =>
        answered.Datatype == shadowed.Datatype && answered.Shape.AsSpan().SequenceEqual(shadowed.Shape) && answered.Datatype switch
        {
            Datatype.FP32 => AreNear<float>(answered.Bytes, shadowed.Bytes),
            Datatype.FP64 => AreNear<double>(answered.Bytes, shadowed.Bytes),
            _ => answered.Bytes.SequenceEqual(shadowed.Bytes),
        };

    private static bool AreNear<T>(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
        where T : unmanaged, IConvertible
    {
        var a = MemoryMarshal.Cast<byte, T>(left);
        var b = MemoryMarshal.Cast<byte, T>(right);
        if (a.Length != b.Length)
        {
            return false;
        }

        for (var i = 0; i < a.Length; i++)
        {
            if (!AreNear(a[i].ToDouble(null), b[i].ToDouble(null)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreNear(double answered, double shadowed) =>
        answered.Equals(shadowed) || Math.Abs(answered - shadowed) <= Tolerance * Math.Max(1, Math.Abs(answered));
}
