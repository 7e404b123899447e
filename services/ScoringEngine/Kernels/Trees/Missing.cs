using System.Numerics;
using System.Runtime.CompilerServices;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>Looks for values that are no numbers.</summary>
internal static class Missing
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool IsIn<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var i = 0;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var some = new Vector<T>(values[i..]);
            if (!Vector.EqualsAll(some, some))
            {
                return true;
            }
        }

        for (; i < values.Length; i++)
        {
            if (T.IsNaN(values[i]))
            {
                return true;
            }
        }

        return false;
    }
}
