using FedMl.Features.Expressions.Syntax;
using FedMl.Features.Sources;

namespace FedMl.Features.Expressions.Typed;

/// <summary>The columns that an expression can name.</summary>
/// <param name="own">Those of the view's own asset.</param>
/// <param name="joined">Those of the assets that are joined to it, by the names of the joins.</param>
internal sealed class AssetColumns(IReadOnlyList<SourceColumn> own, IReadOnlyDictionary<string, IReadOnlyList<SourceColumn>>? joined = null)
{
    /// <summary>A quoted name is meant to the letter; another may differ in case where that leaves one column.</summary>
    /// <returns>The column, or null and why there is none.</returns>
    public (SourceColumn? Column, string? Fault) Find(NameSyntax name)
    {
        var columns = own;
        if (name.Join is not null && joined?.TryGetValue(name.Join, out columns) != true)
        {
            return (null, $"there is no join '{name.Join}'");
        }

        if (columns!.FirstOrDefault(column => column.Name == name.Name) is { } exact)
        {
            return (exact, null);
        }

        SourceColumn[] alike = name.IsQuoted ? [] : [.. columns!.Where(column => column.Name.Equals(name.Name, StringComparison.OrdinalIgnoreCase)).Take(2)];
        return alike switch
        {
            [var column] => (column, null),
            [] => (null, $"the asset{(name.Join is null ? "" : $" of join {name.Join}")} has no column '{name.Name}'"),
            _ => (null, $"'{name.Name}' may be one of several columns that differ in case; put it in double quotes"),
        };
    }
}
