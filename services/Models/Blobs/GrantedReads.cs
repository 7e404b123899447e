using System.Collections.Concurrent;
using Azure;
using FedMl.Models.ArtifactCache;
using FedMl.Models.AzureMl;

namespace FedMl.Models.Blobs;

/// <summary>Reads under a grant, which is kept while it is good and replaced when it is not any more.</summary>
internal sealed class GrantedReads(IGrantSource source, BlobOptions options, TimeProvider time, ModelsMetrics metrics)
{
    private readonly ConcurrentDictionary<VersionPlace, BlobGrant> grants = new();
    private readonly KeyedGate gates = new();

    /// <exception cref="AzureCallException">It cannot be read.</exception>
    /// <exception cref="NotOfferedException">It is granted in no way that is known here.</exception>
    public async Task<T> ReadAsync<T>(
        VersionPlace version, string what, Func<BlobGrant, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var grant = await GrantAsync(version, null, cancellationToken);
        try
        {
            try
            {
                return await read(grant, cancellationToken);
            }
            catch (RequestFailedException exception) when (grant.IsRenewable && exception.Status is 401 or 403)
            {
                return await read(await GrantAsync(version, grant, cancellationToken), cancellationToken);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && AzureCallException.OfLibrary(what, exception) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Forgets the grants of versions that are not listed.</summary>
    public void Keep(IReadOnlySet<VersionPlace> listed)
    {
        foreach (var gone in grants.Keys.Where(version => !listed.Contains(version)))
        {
            grants.TryRemove(gone, out _);
        }
    }

    private async Task<BlobGrant> GrantAsync(VersionPlace version, BlobGrant? refused, CancellationToken cancellationToken)
    {
        if (Good() is { } kept)
        {
            return kept;
        }

        using (await gates.EnterAsync(version.ToString(), cancellationToken))
        {
            return Good() ?? (grants[version] = await AskAsync());
        }

        BlobGrant? Good() =>
            grants.GetValueOrDefault(version) is { } grant && grant != refused && !grant.IsOld(time.GetUtcNow(), TimeSpan.FromSeconds(options.RenewBeforeSeconds))
                ? grant
                : null;

        async Task<BlobGrant> AskAsync()
        {
            metrics.Grants.Inc();
            return await source.AskAsync(version, cancellationToken);
        }
    }
}
