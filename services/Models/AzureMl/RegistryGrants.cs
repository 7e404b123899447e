using FedMl.Models.Blobs;

namespace FedMl.Models.AzureMl;

/// <summary>Reading of a registry's files: the registry gives out a grant for the version's container, or leaves it to one's role.</summary>
internal sealed class RegistryGrants(ArmClient arm, AzureMlPlace place, BlobContainers containers, AzureMlOptions options, TimeProvider time) : IGrantSource
{
    public async Task<BlobGrant> AskAsync(VersionPlace version, CancellationToken cancellationToken)
    {
        var files = BlobPlace.Parse(version.ModelUri, options.Blobs);
        var asked = time.GetUtcNow();
        var answer = await arm.PostAsync<DataReferenceAnswer>(
            await UriAsync(version, cancellationToken),
            new { assetId = NameOf(version), blobUri = version.ModelUri },
            $"Asking to read {version.Name}",
            cancellationToken);
        return answer.BlobReferenceForConsumption?.Credential switch
        {
            { CredentialType: "SAS", SasUri: { } sas } => BySas(files, sas, asked),
            { CredentialType: "NoCredentials" } => new BlobGrant(containers.ByRole(files.Container), files.Path, asked, ends: null),
            { CredentialType: { } other } => throw new NotOfferedException($"can be read with {PrintableKind(other)} only; SAS and NoCredentials are known here"),
            _ => throw new AzureCallException($"Asking to read {version.Name}", "an answer without a credential"),
        };
    }

    private Task<Uri> UriAsync(VersionPlace version, CancellationToken cancellationToken)
    {
        var call = options.DataReferences == DataReferenceSpelling.DataReferences ? "datareferences" : "datarefs";
        return place.UriAsync($"{call}/{AzureMlPlace.Part(version.Model)}/versions/{AzureMlPlace.Part(version.Version)}", "", cancellationToken);
    }

    private string NameOf(VersionPlace version) => options.AssetId == AssetIdForm.ResourceId
        ? version.ResourceId
        : $"azureml://registries/{options.Name}/models/{version.Model}/versions/{version.Version}";

    private BlobGrant BySas(BlobPlace files, string sasUri, DateTimeOffset asked)
    {
        var granted = BlobPlace.Parse(sasUri, options.Blobs);
        if (granted.Container != files.Container)
        {
            throw new NotOfferedException("was granted with another container than the one its files are in");
        }

        var sas = new Azure.Storage.Blobs.BlobUriBuilder(new Uri(sasUri)).Sas;
        return sas is null
            ? throw new NotOfferedException("was granted without a signature")
            : new BlobGrant(containers.BySas(files.Container, sas.ToString()), files.Path, asked, sas.ExpiresOn);
    }

    private static string PrintableKind(string kind) => Registry.PrintableName.Of(kind);
}
