using FedMl.Features.Sources;

namespace FedMl.Features.Expressions.Typed;

/// <summary>The columns that an expression can name.</summary>
internal sealed class AssetColumns(IReadOnlyList<SourceColumn> columns)
{
    /// <summary>A quoted name is meant to the letter; another may differ in case where that leaves one column.</summary>
    /// <returns>The column, or null and why there is none.</returns>
    public (SourceColumn? Column, string? Fault) Find(string name, bool isQuoted)
    {
        if (columns.FirstOrDefault(column => column.Name == name) is { } exact)
        {
            return (exact, null);
        }

        SourceColumn[] alike = isQuoted ? [] : [.. columns.Where(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Take(2)];
        return alike switch
        {
            [var column] => (column, null),
            [] => (null, $"the asset has no column '{name}'"),
            _ => (null, $"'{name}' may be one of several columns that differ in case; put it in double quotes"),
        };
    }
}
