using System.Runtime.InteropServices;

namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>
/// One node of a flat tree, 16 bytes. Its two children lie side by side: a value that is not greater than the threshold
/// goes to the first. A leaf's next node is itself, and no value is greater than its threshold, so that who is there stays.
/// </summary>
/// <param name="Threshold">What the column is compared with; infinity in a leaf.</param>
/// <param name="Place">Place of the column in a <see cref="RowBlock"/>, bytes; with the flags below where there are any.</param>
/// <param name="Next">Place of the first child among the nodes, bytes.</param>
[StructLayout(LayoutKind.Sequential, Size = SizeBytes)]
internal readonly record struct FlatNode<T>(T Threshold, uint Place, uint Next)
    where T : unmanaged
{
    public const int SizeBytes = 16;

    /// <summary>A NaN goes to the second child.</summary>
    public const uint MissingIsSecond = 1;

    /// <summary>Only what equals the threshold goes to the first child.</summary>
    public const uint TestsEquality = 2;

    /// <summary>All flags.</summary>
    public const uint Flags = MissingIsSecond | TestsEquality;
}
