namespace FedMl.ScoringEngine.Columns;

/// <summary>What an output has of each row.</summary>
/// <param name="Width">Elements a row.</param>
/// <param name="Classes">Names of the classes that they belong to; empty: none are told.</param>
public sealed record OutputShape(int Width, IReadOnlyList<string> Classes);
