using System.ComponentModel.DataAnnotations;
using FedMl.Models.ArtifactCache;
using FedMl.Models.Blobs;

namespace FedMl.Models.AzureMl;

/// <summary>Which registry or workspace of Azure Machine Learning is read, and how (section <c>Models:AzureMl</c>).</summary>
public sealed class AzureMlOptions
{
    public const string Section = ModelsOptions.Section + ":AzureMl";

    /// <summary>Whether <see cref="Name"/> is a registry or a workspace.</summary>
    public AzureMlKind Kind { get; set; } = AzureMlKind.Registry;

    /// <summary>Name of the registry or workspace.</summary>
    [Required, RegularExpression("[A-Za-z0-9][A-Za-z0-9_-]{1,254}")]
    public string Name { get; set; } = "";

    /// <summary>Its subscription, a GUID. Empty, for a registry with a <see cref="Region"/>: asked of the registry's discovery.</summary>
    public string SubscriptionId { get; set; } = "";

    /// <summary>Its resource group; empty together with the subscription.</summary>
    [RegularExpression(@"[\w().-]{1,90}")]
    public string ResourceGroup { get; set; } = "";

    /// <summary>A region of the registry, such as <c>westeurope</c>; needed for discovery only.</summary>
    [RegularExpression("[a-z0-9]{1,64}")]
    public string Region { get; set; } = "";

    /// <summary>Version of the management interface.</summary>
    [Required, RegularExpression(@"\d{4}-\d{2}-\d{2}(-[a-z]+)?")]
    public string ApiVersion { get; set; } = "2024-04-01";

    /// <summary>The management interface; <c>https</c>.</summary>
    [Required]
    public string ManagementEndpoint { get; set; } = "https://management.azure.com";

    /// <summary>What a token for the management interface is asked for.</summary>
    [Required]
    public string ManagementScope { get; set; } = "https://management.azure.com/.default";

    /// <summary>Where a registry is discovered; <c>{region}</c> stands for <see cref="Region"/>.</summary>
    [Required]
    public string DiscoveryEndpoint { get; set; } = "https://{region}.api.azureml.ms";

    /// <summary>How the call that grants reading a registry's files is spelled.</summary>
    public DataReferenceSpelling DataReferences { get; set; } = DataReferenceSpelling.DataReferences;

    /// <summary>How that call names the version.</summary>
    public AssetIdForm AssetId { get; set; } = AssetIdForm.ResourceId;

    /// <summary>How the files of a workspace's datastore are read.</summary>
    public DatastoreAccess Datastore { get; set; } = DatastoreAccess.Entra;

    /// <summary>Models read, by name; empty: all.</summary>
    public string[] Include { get; set; } = [];

    /// <summary>Who signs in.</summary>
    public CredentialOptions Credential { get; set; } = new();

    /// <summary>How files are read.</summary>
    public BlobOptions Blobs { get; set; } = new();

    /// <summary>Where files are kept.</summary>
    public CacheOptions Cache { get; set; } = new();

    /// <summary>PEM file of certificate authorities that are trusted beside the machine's, as behind a proxy that reads TLS.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>Time between two looks at the registry, seconds.</summary>
    [Range(1, 86_400)]
    public int PollSeconds { get; set; } = 30;

    /// <summary>Time after which the list of a version's files is read again though nothing announces a change, seconds.</summary>
    [Range(1, 604_800)]
    public int RereadSeconds { get; set; } = 3600;

    /// <summary>Time for one call with all its retries, seconds.</summary>
    [Range(1, 600)]
    public int CallTimeoutSeconds { get; set; } = 60;

    /// <summary>Times that a failed call is tried again.</summary>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 3;

    /// <summary>Longest wait before another try, seconds; who asks for more (Retry-After) is asked again at a later look.</summary>
    [Range(1, 120)]
    public int MaxRetryWaitSeconds { get; set; } = 20;

    /// <summary>Models looked at side by side.</summary>
    [Range(1, 64)]
    public int ParallelCalls { get; set; } = 4;

    /// <summary>Pages of one list; a longer one cannot be read.</summary>
    [Range(1, 10_000)]
    public int MaxPages { get; set; } = 200;

    /// <summary>Size of one answer, bytes; a larger one cannot be read.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = 16 * 1024 * 1024;

    internal bool NeedsDiscovery => SubscriptionId.Length == 0;

    internal TimeSpan Poll => TimeSpan.FromSeconds(PollSeconds);

    internal TimeSpan Reread => TimeSpan.FromSeconds(RereadSeconds);
}

/// <summary>What holds the models.</summary>
public enum AzureMlKind
{
    Registry,
    Workspace,
}

/// <summary>Both are seen in the wild: Azure's own description says the first.</summary>
public enum DataReferenceSpelling
{
    DataReferences,
    DataRefs,
}

/// <summary>The version's <c>id</c> as the registry answers it, or <c>azureml://registries/…</c>.</summary>
public enum AssetIdForm
{
    ResourceId,
    RegistryUri,
}

/// <summary>By the credential's own role on the storage account, or by the secrets that the workspace keeps.</summary>
public enum DatastoreAccess
{
    Entra,
    Secrets,
}
