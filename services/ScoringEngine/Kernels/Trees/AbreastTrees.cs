namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>
/// <see cref="BitTrees"/> with sixteen trees side by side: the first node of each, then the second of each. Trees with
/// fewer nodes than others have some at the end that keep every leaf.
/// </summary>
internal sealed class AbreastTrees
{
    /// <summary>Trees side by side.</summary>
    public const int Trees = 16;

    private AbreastTrees(BitTrees bits, int groups)
    {
        Bits = bits;
        Starts = new int[(groups * bits.Words) + 1];
    }

    public BitTrees Bits { get; }

    /// <summary>Where the nodes of each word of each group begin, and where the last ones end.</summary>
    public int[] Starts { get; }

    public float[] Thresholds { get; private set; } = [];

    /// <summary>The column that each node looks at.</summary>
    public int[] Columns { get; private set; } = [];

    public uint[] Keeps { get; private set; } = [];

    public static AbreastTrees Of(BitTrees bits)
    {
        var count = bits.Ranges.Length / bits.Words;
        var groups = (count + Trees - 1) / Trees;
        var abreast = new AbreastTrees(bits, groups);
        List<float> thresholds = [];
        List<int> columns = [];
        List<uint> keeps = [];
        for (var word = 0; word < groups * bits.Words; word++)
        {
            abreast.Starts[word] = thresholds.Count;
            BitRange[] ranges = [.. Enumerable.Range(word / bits.Words * Trees, Trees).Select(tree => tree < count ? bits.Ranges[(tree * bits.Words) + (word % bits.Words)] : default)];
            for (var node = 0; node < ranges.Max(r => r.End - r.Start); node++)
            {
                foreach (var range in ranges)
                {
                    var at = range.Start + node;
                    var isThere = at < range.End;
                    thresholds.Add(isThere ? bits.Thresholds[at] : float.PositiveInfinity);
                    columns.Add(isThere ? bits.Places[at] / RowBlock.Rows : 0);
                    keeps.Add(isThere ? bits.Keeps[at] : uint.MaxValue);
                }
            }
        }

        abreast.Starts[^1] = thresholds.Count;
        (abreast.Thresholds, abreast.Columns, abreast.Keeps) = ([.. thresholds], [.. columns], [.. keeps]);
        return abreast;
    }
}
