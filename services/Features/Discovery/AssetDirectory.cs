using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Discovery;

/// <summary>All assets of all spaces, asked for once for many searches.</summary>
internal sealed class AssetDirectory(IBusinessDataSource source, IOptions<FeaturesOptions> options, TimeProvider time) : IDisposable
{
    private const int SpacesAtATime = 4;

    private readonly SemaphoreSlim asking = new(1);
    private volatile Snapshot? last;

    /// <summary>Sorted by space and name.</summary>
    /// <exception cref="ServiceException">INVALID_REQUEST: there are too many. SOURCE_UNAVAILABLE: never some of them for all.</exception>
    public async Task<IReadOnlyList<ListedAsset>> ListAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } known)
        {
            return known;
        }

        await asking.WaitAsync(cancellationToken);
        try
        {
            return Fresh() ?? await AskAsync(cancellationToken);
        }
        finally
        {
            asking.Release();
        }
    }

    /// <summary>The assets of one space, sorted by name.</summary>
    /// <exception cref="ServiceException">SPACE_NOT_FOUND, SOURCE_UNAVAILABLE.</exception>
    public async Task<IReadOnlyList<ListedAsset>> ListAsync(string space, CancellationToken cancellationToken)
    {
        var assets = source.Of(space).Offers<ILabelledAssets>() is { } labelled
            ? await labelled.ListLabelledAssetsAsync(space, cancellationToken)
            : [.. (await source.ListAssetsAsync(space, cancellationToken)).Select(name => (name, ""))];
        return [.. assets.Select(asset => new ListedAsset(space, asset.Name, asset.Label)).OrderBy(asset => asset.Name, StringComparer.Ordinal)];
    }

    public void Dispose() => asking.Dispose();

    private IReadOnlyList<ListedAsset>? Fresh() =>
        last is { } snapshot && time.GetElapsedTime(snapshot.AskedAt) < TimeSpan.FromSeconds(options.Value.Discovery.CatalogSeconds) ? snapshot.Assets : null;

    private async Task<IReadOnlyList<ListedAsset>> AskAsync(CancellationToken cancellationToken)
    {
        var most = options.Value.Discovery.MaxAssets;
        var askedAt = time.GetTimestamp();
        var spaces = await source.ListSpacesAsync(cancellationToken);
        List<ListedAsset> assets = [];
        await Parallel.ForEachAsync(
            spaces,
            new ParallelOptions { MaxDegreeOfParallelism = SpacesAtATime, CancellationToken = cancellationToken },
            async (space, token) =>
            {
                var found = await ListAsync(space, token);
                lock (assets)
                {
                    assets.AddRange(found);
                    if (assets.Count > most)
                    {
                        throw ServiceException.FromFaults(
                            ErrorReason.InvalidRequest, "The search is too wide", [new Fault("space", $"must be given: there are more than {most} assets")]);
                    }
                }
            });
        assets.Sort();
        last = new Snapshot(askedAt, assets);
        return assets;
    }

    private sealed record Snapshot(long AskedAt, IReadOnlyList<ListedAsset> Assets);
}
