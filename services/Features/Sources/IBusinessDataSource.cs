using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sources;

/// <summary>
/// Where business data is read from. Names are matched exactly; those that come from requests are looked up, never
/// built into a path or a statement.
/// </summary>
internal interface IBusinessDataSource
{
    /// <summary>Its kind, as metrics name it.</summary>
    string Name { get; }

    /// <summary>What plans can ask of it beyond columns; the rest is done for it or refused.</summary>
    SourceAbilities Abilities => SourceAbilities.None;

    /// <exception cref="ServiceException">SOURCE_UNAVAILABLE.</exception>
    Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken);

    /// <exception cref="ServiceException">SPACE_NOT_FOUND, SOURCE_UNAVAILABLE.</exception>
    Task<IReadOnlyList<string>> ListAssetsAsync(string space, CancellationToken cancellationToken);

    /// <exception cref="ServiceException">SPACE_NOT_FOUND, ASSET_NOT_FOUND, SOURCE_UNAVAILABLE.</exception>
    Task<IReadOnlyList<SourceColumn>> DescribeAssetAsync(AssetReference asset, CancellationToken cancellationToken);

    /// <summary>Makes a reader for a plan. Touches nothing yet: the first <see cref="IRowReader.RefreshAsync"/> does.</summary>
    IRowReader Open(RowPlan plan);

    /// <summary>The source that has a space, where this one is made of several.</summary>
    IBusinessDataSource Of(string space) => this;

    /// <summary>What the source can do besides, such as reading rows without a plan; null: it cannot.</summary>
    T? Offers<T>()
        where T : class => this as T;
}
