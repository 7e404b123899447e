using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Discovery;

/// <summary>A source whose assets have labels for people.</summary>
internal interface ILabelledAssets
{
    /// <summary>The assets of a space by name; a label may be empty.</summary>
    /// <exception cref="ServiceException">SPACE_NOT_FOUND, SOURCE_UNAVAILABLE.</exception>
    Task<IReadOnlyList<(string Name, string Label)>> ListLabelledAssetsAsync(string space, CancellationToken cancellationToken);
}
