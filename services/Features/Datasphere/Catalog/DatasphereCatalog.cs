using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Sources;

namespace FedMl.Features.Datasphere.Catalog;

/// <summary>Spaces and the assets in them that are exposed for consumption.</summary>
internal sealed class DatasphereCatalog
{
    private const int MaxEntries = 100_000;

    private readonly DatasphereClient client;
    private readonly DatasphereOptions options;
    private readonly TimeProvider time;
    private readonly Remembered<IReadOnlyList<string>> spaces;
    private readonly ConcurrentDictionary<string, Remembered<IReadOnlyList<CatalogAsset>>> assets = new(StringComparer.Ordinal);
    private volatile string? prefix;

    public DatasphereCatalog(DatasphereClient client, DatasphereOptions options, TimeProvider time)
    {
        this.client = client;
        this.options = options;
        this.time = time;
        spaces = new Remembered<IReadOnlyList<string>>(ReadSpacesAsync, Life, time);
    }

    public Uri Address => new(options.BaseAddress);

    private TimeSpan Life => TimeSpan.FromSeconds(options.MetadataSeconds);

    public Task<IReadOnlyList<string>> ListSpacesAsync(CancellationToken cancellationToken) => spaces.GetAsync(cancellationToken);

    /// <exception cref="SpaceNotFoundException"/>
    public async Task<IReadOnlyList<CatalogAsset>> ListAssetsAsync(string space, CancellationToken cancellationToken)
    {
        // Only names that the tenant has told get into a request.
        if (!(await ListSpacesAsync(cancellationToken)).Contains(space, StringComparer.Ordinal))
        {
            throw new SpaceNotFoundException();
        }

        var ofSpace = assets.GetOrAdd(space, name => new Remembered<IReadOnlyList<CatalogAsset>>(() => ReadAssetsAsync(name), Life, time));
        return await ofSpace.GetAsync(cancellationToken);
    }

    /// <exception cref="SpaceNotFoundException"/>
    /// <exception cref="AssetNotFoundException"/>
    public async Task<CatalogAsset> FindAsync(AssetReference reference, CancellationToken cancellationToken) =>
        (await ListAssetsAsync(reference.Space, cancellationToken)).FirstOrDefault(asset => asset.Name == reference.Asset) ?? throw new AssetNotFoundException();

    private async Task<IReadOnlyList<string>> ReadSpacesAsync() =>
        [.. (await ReadAsync("/catalog/spaces", json => CatalogAsset.Text(json, "name"))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private async Task<IReadOnlyList<CatalogAsset>> ReadAssetsAsync(string space)
    {
        try
        {
            var key = Uri.EscapeDataString(space.Replace("'", "''", StringComparison.Ordinal));
            return [.. (await ReadAsync($"/catalog/spaces('{key}')/assets", CatalogAsset.Read)).OrderBy(asset => asset.Name, StringComparer.Ordinal)];
        }
        catch (UpstreamException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            throw new SpaceNotFoundException();
        }
    }

    private async Task<List<T>> ReadAsync<T>(string path, Func<JsonElement, T?> read)
        where T : class
    {
        if (prefix is { } known)
        {
            return await ReadPagesAsync(known + path, read);
        }

        try
        {
            var found = await ReadPagesAsync(options.Prefix + path, read);
            prefix = options.Prefix;
            return found;
        }
        catch (UpstreamException exception) when (exception.Status == HttpStatusCode.NotFound && options.FallbackPrefix.Length > 0)
        {
            var found = await ReadPagesAsync(options.FallbackPrefix + path, read);
            prefix = options.FallbackPrefix;
            return found;
        }
    }

    private async Task<List<T>> ReadPagesAsync<T>(string path, Func<JsonElement, T?> read)
        where T : class
    {
        List<T> entries = [];
        await client.WalkAsync(
            new Uri(Address, path),
            ReadPageAsync,
            page =>
            {
                entries.AddRange(page.Entries);
                return entries.Count <= MaxEntries ? page.NextLink : throw new UpstreamException($"its catalog has more than {MaxEntries} entries", isTransient: false);
            },
            CancellationToken.None);
        return entries;

        async Task<(List<T> Entries, string? NextLink)> ReadPageAsync(Stream body, CancellationToken cancellationToken)
        {
            using var json = JsonDocument.Parse(await Transport.ReadAllAsync(body, options.MaxPageBytes, cancellationToken));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Array
                ? ([.. value.EnumerateArray().Select(read).OfType<T>()], CatalogAsset.Text(json.RootElement, "@odata.nextLink"))
                : throw UpstreamException.Malformed("holds no list of entries");
        }
    }
}
