using FedMl.Models.Blobs;

namespace FedMl.Models.AzureMl;

/// <summary>Reading of a workspace's files, which are in a datastore: by one's own role, or by the secrets that the workspace keeps of it.</summary>
internal sealed class WorkspaceGrants(ArmClient arm, AzureMlPlace place, BlobContainers containers, AzureMlOptions options, TimeProvider time) : IGrantSource
{
    // A key may be rotated: it is asked for again now and then, and when it is refused.
    private static readonly TimeSpan KeyLife = TimeSpan.FromHours(1);

    public async Task<BlobGrant> AskAsync(VersionPlace version, CancellationToken cancellationToken)
    {
        var at = DatastorePath.Parse(version.ModelUri) ?? throw new NotOfferedException("has files at something that is no path of a datastore");
        if (at.Workspace.Length > 0 && !at.Workspace.Equals(options.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw new NotOfferedException("has files in another workspace");
        }

        var what = $"Asking for the datastore of {version.Name}";
        var name = $"datastores/{AzureMlPlace.Part(at.Datastore)}";
        var store = await arm.GetAsync<DatastoreAnswer>(await place.UriAsync(name, "", cancellationToken), what, cancellationToken);
        if (store.Properties is not { DatastoreType: "AzureBlob", AccountName: { Length: > 0 } account, ContainerName: { Length: > 0 } container } found)
        {
            throw new NotOfferedException("is in a datastore that is no AzureBlob");
        }

        var address = options.Blobs.AccountUri
            .Replace("{account}", account, StringComparison.Ordinal)
            .Replace("{endpoint}", found.Endpoint ?? "core.windows.net", StringComparison.Ordinal);
        var files = BlobPlace.Parse($"{address.TrimEnd('/')}/{AzureMlPlace.Part(container)}", options.Blobs) with { Path = at.Path };
        var asked = time.GetUtcNow();
        if (options.Datastore == DatastoreAccess.Entra)
        {
            return new BlobGrant(containers.ByRole(files.Container), files.Path, asked, ends: null);
        }

        var secrets = await arm.PostAsync<DatastoreSecrets>(await place.UriAsync(name + "/listSecrets", "", cancellationToken), null, what, cancellationToken);
        return secrets switch
        {
            { SecretsType: "AccountKey", Key: { } key } => new BlobGrant(containers.ByKey(files.Container, account, key), files.Path, asked, asked + KeyLife),
            { SecretsType: "Sas", SasToken: { } token } => new BlobGrant(containers.BySas(files.Container, token), files.Path, asked, asked + KeyLife),
            _ => throw new NotOfferedException("is in a datastore whose secrets are of a kind that is not known here; use Models:AzureMl:Datastore Entra"),
        };
    }
}
