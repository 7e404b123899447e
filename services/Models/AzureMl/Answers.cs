namespace FedMl.Models.AzureMl;

// What the management interface answers, as far as it is read. Nothing is taken for granted: each part may be missing.
internal sealed record Page<T>(T[]? Value, string? NextLink);

internal sealed record ErrorAnswer(ErrorDetail? Error);

internal sealed record ErrorDetail(string? Code);

internal sealed record ModelContainer(string? Name, ModelContainerProperties? Properties);

internal sealed record ModelContainerProperties(string? LatestVersion, bool? IsArchived, Dictionary<string, string?>? Tags, Dictionary<string, string?>? Properties);

internal sealed record ModelVersionAnswer(string? Id, string? Name, ModelVersionProperties? Properties, SystemData? SystemData);

internal sealed record ModelVersionProperties(
    string? ModelUri, string? ModelType, bool? IsArchived, bool? IsAnonymous, Dictionary<string, string?>? Tags, Dictionary<string, string?>? Properties);

internal sealed record SystemData(DateTimeOffset? CreatedAt, DateTimeOffset? LastModifiedAt);

internal sealed record DiscoveryAnswer(string? SubscriptionId, string? ResourceGroup);

internal sealed record DatastoreAnswer(DatastoreProperties? Properties);

internal sealed record DatastoreProperties(string? DatastoreType, string? AccountName, string? ContainerName, string? Endpoint);

// Classes, not records: a record would print the secrets it holds.
internal sealed class DataReferenceAnswer
{
    public BlobReference? BlobReferenceForConsumption { get; init; }
}

internal sealed class BlobReference
{
    public BlobReferenceCredential? Credential { get; init; }
}

internal sealed class BlobReferenceCredential
{
    public string? CredentialType { get; init; }

    public string? SasUri { get; init; }
}

internal sealed class DatastoreSecrets
{
    public string? SecretsType { get; init; }

    public string? Key { get; init; }

    public string? SasToken { get; init; }
}
