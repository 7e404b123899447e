using FedMl.Protos.Features.V1;
using FedMl.ScoringEngine.Scoring;

namespace FedMl.ScoringEngine.Columns;

/// <summary>One column of rows to score. Where all values are there as plain numbers, it can give them at once.</summary>
public abstract class ValueColumn
{
    /// <summary>All rows as floats; empty: they are of another type, or some are missing.</summary>
    public virtual ReadOnlySpan<float> Floats => default;

    /// <summary>All rows as doubles; empty: they are of another type, or some are missing.</summary>
    public virtual ReadOnlySpan<double> Doubles => default;

    public abstract ValueStatus StatusOf(int row);

    /// <summary>The value of a row that has one.</summary>
    public abstract ScalarValue ValueOf(int row);
}
