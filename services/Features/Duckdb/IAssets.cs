using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>Spaces and assets in files that DuckDB reads. Names are looked up among those that are there.</summary>
internal interface IAssets
{
    IReadOnlyList<string> ListSpaces();

    /// <exception cref="SpaceNotFoundException"/>
    IReadOnlyList<string> ListAssets(string space);

    /// <summary>As <see cref="ListAssets"/>, with what DuckDB holds as comments; files have none.</summary>
    /// <exception cref="SpaceNotFoundException"/>
    IReadOnlyList<(string Name, string Label)> ListLabelledAssets(string space) => [.. ListAssets(space).Select(name => (name, ""))];

    /// <summary>Changes when the asset's data may have changed.</summary>
    /// <exception cref="SpaceNotFoundException"/>
    /// <exception cref="AssetNotFoundException"/>
    FileStamp StampOf(AssetReference asset);

    /// <summary>Whether all statements of one transaction read the same state of an asset.</summary>
    bool HaveTransactions { get; }

    /// <param name="withTypes">Whether the columns' types are needed; a CSV file must be read to tell them.</param>
    /// <param name="cancellationToken">Stops what is done with the asset, until that is disposed.</param>
    /// <exception cref="SpaceNotFoundException"/>
    /// <exception cref="AssetNotFoundException"/>
    OpenAsset Open(AssetReference asset, bool withTypes, CancellationToken cancellationToken);
}
