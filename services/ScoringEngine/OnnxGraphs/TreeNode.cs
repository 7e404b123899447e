namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>How a node compares its column with its threshold.</summary>
internal enum Split : byte
{
    Leaf,
    LessOrEqual,
    Less,
    GreaterOrEqual,
    Greater,
    Equal,
    NotEqual,
}

/// <summary>One node of a tree.</summary>
/// <param name="Split">How it compares; or that it is a leaf.</param>
/// <param name="MissingIsTrue">Where a NaN goes that its comparison does not send to the true side.</param>
/// <param name="Column">The column that it looks at.</param>
/// <param name="Threshold">What it compares with.</param>
/// <param name="WhenTrue">Next node where the comparison holds. Of a leaf: its first weight.</param>
/// <param name="WhenFalse">Next node where it does not hold. Of a leaf: the end of its weights.</param>
internal readonly record struct TreeNode(Split Split, bool MissingIsTrue, int Column, double Threshold, int WhenTrue, int WhenFalse)
{
    public bool IsLeaf => Split == Split.Leaf;

    /// <summary>True where a value goes to <see cref="WhenTrue"/>.</summary>
    public bool IsTrue(double value) => Compare(value) || (MissingIsTrue && double.IsNaN(value));

    private bool Compare(double value) => Split switch
    {
        Split.LessOrEqual => value <= Threshold,
        Split.Less => value < Threshold,
        Split.GreaterOrEqual => value >= Threshold,
        Split.Greater => value > Threshold,
        Split.Equal => value == Threshold,
        // A NaN differs from everything, so it goes to the true side.
        _ => value != Threshold,
    };
}

/// <summary>What a leaf adds to one raw score.</summary>
internal readonly record struct LeafWeight(int Score, double Value);
