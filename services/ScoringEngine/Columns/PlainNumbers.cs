using System.Numerics;
using System.Runtime.InteropServices;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Columns;

/// <summary>The common case, numbers that are all there, in tight loops.</summary>
internal static class PlainNumbers
{
    /// <summary>Whether all rows are finite numbers that fit the tensor, so that nothing else is to be checked.</summary>
    public static bool AreIn(BoundColumn column, ValueColumn? source, int first, int count) => column.Datatype switch
    {
        Datatype.FP32 when source is { Floats.Length: > 0 } => AllWithin(source.Floats.Slice(first, count), float.MaxValue),
        Datatype.FP32 when source is { Doubles.Length: > 0 } => AllWithin(source.Doubles.Slice(first, count), float.MaxValue),
        Datatype.FP64 when source is { Doubles.Length: > 0 } => AllWithin(source.Doubles.Slice(first, count), double.MaxValue),
        _ => false,
    };

    /// <summary>Fills them in; to be called where <see cref="AreIn"/> says so.</summary>
    public static void Fill(ITensorTarget run, BoundColumn column, ValueColumn source, int first, ReadOnlySpan<int> rows)
    {
        var tensor = run.Input(column.Tensor);
        if (column.Datatype == Datatype.FP64)
        {
            Fill<double, double>(tensor, column, source.Doubles[first..], rows);
        }
        else if (source.Floats.Length > 0)
        {
            Fill<float, float>(tensor, column, source.Floats[first..], rows);
        }
        else
        {
            Fill<double, float>(tensor, column, source.Doubles[first..], rows);
        }
    }

    private static bool AllWithin<T>(ReadOnlySpan<T> values, T limit)
        where T : IFloatingPointIeee754<T>
    {
        foreach (var value in values)
        {
            if (!(T.Abs(value) <= limit))
            {
                return false;
            }
        }

        return true;
    }

    private static void Fill<TFrom, TTo>(Span<byte> tensor, BoundColumn column, ReadOnlySpan<TFrom> values, ReadOnlySpan<int> rows)
        where TFrom : INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        var target = MemoryMarshal.Cast<byte, TTo>(tensor)[column.Offset..];
        var stride = column.Stride;
        for (var i = 0; i < rows.Length; i++)
        {
            target[i * stride] = TTo.CreateSaturating(values[rows[i]]);
        }
    }
}
