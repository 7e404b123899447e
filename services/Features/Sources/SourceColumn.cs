namespace FedMl.Features.Sources;

/// <summary>A column as the source has it.</summary>
/// <param name="SourceType">The type in the source's own words.</param>
/// <param name="Scale">Digits after the point of a decimal; null: not told, or they differ from value to value.</param>
internal sealed record SourceColumn(string Name, ValueType Type, string SourceType, bool IsNullable, int? Scale = null);
