namespace FedMl.Features.Expressions.Evaluation;

/// <summary>A decimal has more digits after the point than the source told: rounding it would be a guess.</summary>
internal sealed class ScaleExceededException(string column) : Exception
{
    public string Column => column;
}
