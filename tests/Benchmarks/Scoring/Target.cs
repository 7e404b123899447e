namespace FedMl.Benchmarks.Scoring;

/// <summary>What the benchmark must show.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Limit">The figure that is asked for.</param>
/// <param name="AtLeast">Whether the figure is a lower bound, or else an upper one.</param>
/// <param name="Unit">Unit behind the figure, or empty for a ratio.</param>
/// <param name="Cells">What is compared, of the same round.</param>
/// <param name="Value">The figure of one round.</param>
internal sealed record Target(string Name, double Limit, bool AtLeast, string Unit, IReadOnlyList<Cell> Cells, Func<IReadOnlyList<Measurement>, double> Value)
{
    /// <summary>A lower bound of how much more the first cell carries than the second.</summary>
    public static Target Speed(string name, double limit, Cell cell, Cell than) =>
        new(name, limit, AtLeast: true, "", [cell, than], m => m[0].RequestsPerSecond / m[1].RequestsPerSecond);

    public bool IsMetBy(double value) => AtLeast ? value >= Limit : value <= Limit;
}
