namespace FedMl.Features.Sources;

/// <summary>A column as the source has it.</summary>
/// <param name="SourceType">The type in the source's own words.</param>
internal sealed record SourceColumn(string Name, ValueType Type, string SourceType, bool IsNullable);
