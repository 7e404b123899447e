using System.Text.Json;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Sources;

namespace FedMl.Features.Datasphere.Catalog;

/// <summary>Reads what an asset's service is: from its service document the name of the rows, from its metadata their columns.</summary>
internal sealed class AssetSchemas(DatasphereClient client, DatasphereCatalog catalog)
{
    /// <exception cref="SpaceNotFoundException"/>
    /// <exception cref="AssetNotFoundException"/>
    /// <exception cref="UpstreamException"/>
    public async Task<AssetSchema> ReadAsync(AssetReference reference, CancellationToken cancellationToken)
    {
        var asset = await catalog.FindAsync(reference, cancellationToken);
        // With a slash at its end or without, as the tenant likes; what is in it is below it.
        var root = asset.DataUrl.TrimEnd('/');
        var service = client.Resolve(catalog.Address, root);
        var metadata = client.Resolve(catalog.Address, asset.MetadataUrl ?? $"{root}/$metadata");
        var (name, rows) = await client.GetAsync(service, DatasphereClient.Json, document => EntitySetOf(asset, document), cancellationToken);
        var described = await client.GetAsync(metadata, DatasphereClient.Xml, csdl => ReadColumns(csdl, name, asset), cancellationToken);
        return new AssetSchema(asset, client.Resolve(client.Resolve(catalog.Address, $"{root}/"), rows), described);
    }

    private static EntityColumns ReadColumns(ReadOnlyMemory<byte> csdl, string entitySet, CatalogAsset asset)
    {
        var described = CsdlText.Read(csdl, entitySet, asset.HasParameters);
        return described.Columns.Count > 0 ? described : throw UpstreamException.Malformed("describes rows without columns");
    }

    // A name that begins with a digit has an underscore before it, and instead of a dot. Where one set is there only, it is that.
    private static (string Name, string Url) EntitySetOf(CatalogAsset asset, ReadOnlyMemory<byte> document)
    {
        using var json = JsonDocument.Parse(document);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Array)
        {
            throw UpstreamException.Malformed("is no service document");
        }

        (string Name, string Url)[] sets =
        [
            .. from entry in value.EnumerateArray()
               let name = CatalogAsset.Text(entry, "name")
               where name is not null && CatalogAsset.Text(entry, "kind") is null or "EntitySet"
               select (name, CatalogAsset.Text(entry, "url") ?? name),
        ];
        string[] names = [asset.Name, $"_{asset.Name}", asset.Name.Replace('.', '_'), $"_{asset.Name.Replace('.', '_')}"];
        var found = sets.Length == 1 ? sets : [.. names.SelectMany(name => sets.Where(set => set.Name == name))];
        return found.Length > 0 ? found[0] : throw UpstreamException.Malformed("names no rows of the asset");
    }
}
