using FedMl.Features.Sources;
using Microsoft.OData.Edm;

namespace FedMl.Features.Datasphere.Catalog;

/// <summary>Where an asset's rows are and what columns they have.</summary>
/// <param name="EntitySet">Of the rows, or of the parameters that lead to them.</param>
internal sealed record AssetSchema(CatalogAsset Asset, Uri EntitySet, EntityColumns Described)
{
    public IReadOnlyList<AssetColumn> Columns => Described.Columns;

    /// <summary>Asked for with others, because aggregated rows need one.</summary>
    public AssetColumn? Measure => Columns.FirstOrDefault(column => column.IsMeasure);

    public AssetColumn? Find(string name) => Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));
}

/// <param name="Parameters">Input parameters that a read must set.</param>
internal sealed record EntityColumns(IReadOnlyList<AssetColumn> Columns, IReadOnlyList<AssetColumn> Parameters);

/// <param name="Kind">None: no single value.</param>
/// <param name="SourceType">As <c>$metadata</c> says it, such as <c>Edm.Decimal</c>.</param>
internal sealed record AssetColumn(string Name, EdmPrimitiveTypeKind Kind, string SourceType, bool IsNullable, bool IsFilterable, bool IsMeasure)
{
    public SourceColumn ToSourceColumn() => new(Name, EdmTypes.ToValueType(Kind), SourceType, IsNullable);
}
