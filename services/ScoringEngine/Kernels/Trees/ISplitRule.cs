using System.Numerics;
using System.Runtime.CompilerServices;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>How a value chooses between a node's children, without a branch that a processor could guess wrong.</summary>
internal interface ISplitRule
{
    /// <summary>Place of the node's column in a block, bytes.</summary>
    static abstract uint PlaceOf<T>(in FlatNode<T> node)
        where T : unmanaged;

    /// <returns>0: the first child; 1: the second.</returns>
    static abstract int Child<T>(T value, in FlatNode<T> node)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>For ensembles that only compare order, nodes without flags, and rows without NaN.</summary>
internal readonly struct OrderRule : ISplitRule
{
    public static uint PlaceOf<T>(in FlatNode<T> node)
        where T : unmanaged => node.Place;

    public static int Child<T>(T value, in FlatNode<T> node)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Unsafe.BitCast<bool, byte>(value > node.Threshold);
}

/// <summary>For every ensemble and every row; nodes have their flags.</summary>
internal readonly struct EveryRule : ISplitRule
{
    public static uint PlaceOf<T>(in FlatNode<T> node)
        where T : unmanaged => node.Place & ~FlatNode<T>.Flags;

    public static int Child<T>(T value, in FlatNode<T> node)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Unsafe.BitCast<bool, byte>(value > node.Threshold)
        | (Unsafe.BitCast<bool, byte>(value < node.Threshold) & (int)(node.Place >> 1))
        | (Unsafe.BitCast<bool, byte>(T.IsNaN(value)) & (int)node.Place);
}
