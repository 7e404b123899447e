namespace FedMl.ScoringEngine.Kernels;

/// <summary>A program of our own that gives the answers of ONNX Runtime, and for how many rows it is used.</summary>
/// <param name="Program">The program.</param>
/// <param name="ForOne">Used for one row.</param>
/// <param name="ForFew">Used for up to <see cref="FewRows"/> rows.</param>
/// <param name="ForMany">Used for more rows.</param>
internal sealed record Kernel(RowProgram Program, bool ForOne, bool ForFew, bool ForMany)
{
    public const int FewRows = 8;
    public const int ManyRows = 64;

    public bool IsUsed => ForOne || ForFew || ForMany;

    public bool IsAlwaysUsed => ForOne && ForFew && ForMany;

    public bool Takes(int rows) => rows <= 1 ? ForOne : rows <= FewRows ? ForFew : ForMany;
}
