namespace FedMl.ScoringEngine.Kernels.Trees;

/// <summary>In which row each of the eight walkers walks.</summary>
internal interface IWalkerRows
{
    static abstract int RowOf(int walker);
}

/// <summary>Eight walkers in one tree, each for a row of its own.</summary>
internal readonly struct OwnRows : IWalkerRows
{
    public static int RowOf(int walker) => walker;
}

/// <summary>Eight walkers in trees of their own, for one row.</summary>
internal readonly struct FirstRow : IWalkerRows
{
    public static int RowOf(int walker) => 0;
}
