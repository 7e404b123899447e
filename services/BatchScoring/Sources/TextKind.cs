namespace FedMl.BatchScoring.Sources;

/// <summary>What a column of a file without types is read as.</summary>
internal enum TextKind
{
    Text,
    Number,
    WholeNumber,
    Bool,
}
