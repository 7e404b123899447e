using System.Globalization;
using System.Runtime.InteropServices;
using FedMl.Benchmarks.Wires;

namespace FedMl.Benchmarks.Requests;

/// <summary>Holds what came back against what is right.</summary>
internal static class Comparison
{
    public const string WrongAnswer = "wrong answer";

    /// <summary>Largest difference, relative to the right value where that is larger than 1.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>Null where the bytes are right; floating point may differ in its last digits.</summary>
    public static Fault? Check(RowTensor expected, RowRange range, ReadOnlySpan<byte> actual)
    {
        var right = range.Of(expected);
        if (right.SequenceEqual(actual))
        {
            return null;
        }

        if (actual.Length != right.Length)
        {
            return new Fault(WrongAnswer, $"{expected.Name} has {actual.Length} bytes instead of {right.Length}.");
        }

        return expected.Datatype switch
        {
            ElementType.Fp32 => Floats(expected.Name, MemoryMarshal.Cast<byte, float>(right), MemoryMarshal.Cast<byte, float>(actual)),
            ElementType.Fp64 => Doubles(expected.Name, MemoryMarshal.Cast<byte, double>(right), MemoryMarshal.Cast<byte, double>(actual)),
            _ => new Fault(WrongAnswer, $"{expected.Name} differs."),
        };
    }

    public static bool Close(double right, double actual) =>
        right.Equals(actual) || Math.Abs(right - actual) <= Tolerance * Math.Max(1, Math.Abs(right));

    public static Fault Wrong(string output, int index, double right, double actual) =>
        new(WrongAnswer, string.Create(CultureInfo.InvariantCulture, $"{output}[{index}] is {actual:R} instead of {right:R}."));

    private static Fault? Floats(string output, ReadOnlySpan<float> right, ReadOnlySpan<float> actual)
    {
        for (var i = 0; i < right.Length; i++)
        {
            if (!Close(right[i], actual[i]))
            {
                return Wrong(output, i, right[i], actual[i]);
            }
        }

        return null;
    }

    private static Fault? Doubles(string output, ReadOnlySpan<double> right, ReadOnlySpan<double> actual)
    {
        for (var i = 0; i < right.Length; i++)
        {
            if (!Close(right[i], actual[i]))
            {
                return Wrong(output, i, right[i], actual[i]);
            }
        }

        return null;
    }
}
