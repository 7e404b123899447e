using System.ComponentModel.DataAnnotations;
using FedMl.Models.AzureMl;
using FedMl.Models.Deployments;
using FedMl.Models.Trust;

namespace FedMl.Models;

/// <summary>Where models are published and how much of it is taken (section <c>Models</c>).</summary>
public sealed class ModelsOptions
{
    public const string Section = "Models";

    /// <summary>What is read: a folder, or Azure Machine Learning.</summary>
    public RegistryKind Registry { get; set; } = RegistryKind.Folder;

    /// <summary>Azure Machine Learning, where it is the registry.</summary>
    public AzureMlOptions AzureMl { get; set; } = new();

    /// <summary>What a version must show before it is offered.</summary>
    public TrustOptions Trust { get; set; } = new();

    /// <summary>Where versions are deployed to.</summary>
    public DeploymentOptions Deployments { get; set; } = new();

    /// <summary>Whether versions are published by request. There is no sign-in yet: whoever reaches the port may.</summary>
    public bool AllowRegistrations { get; set; }

    /// <summary>Registrations at a time; one more is refused.</summary>
    [Range(1, 1000)]
    public int MaxRegistrations { get; set; } = 4;

    /// <summary>Folder of the registry: <c>&lt;model&gt;/&lt;version&gt;/model.onnx</c>. Must exist when the service starts.</summary>
    [Required]
    public string Folder { get; set; } = "models";

    /// <summary>Time between two looks at the folder, whatever the file system announces, milliseconds.</summary>
    [Range(50, 3_600_000)]
    public int RescanMilliseconds { get; set; } = 1000;

    /// <summary>Time that a version's files must stay unchanged before it is published, milliseconds.</summary>
    [Range(0, 600_000)]
    public int SettleMilliseconds { get; set; } = 500;

    /// <summary>Time between two signs of life on a watch stream, seconds.</summary>
    [Range(1, 3600)]
    public int HeartbeatSeconds { get; set; } = 10;

    /// <summary>Models listed; those after it in the order of names are left out and reported.</summary>
    [Range(1, 10_000)]
    public int MaxModels { get; set; } = 200;

    /// <summary>Versions listed of one model; the oldest beyond it that no alias names are left out and reported.</summary>
    [Range(1, 10_000)]
    public int MaxVersionsPerModel { get; set; } = 50;

    /// <summary>Files and sub-folders in one version; a version with more is not offered.</summary>
    [Range(1, 10_000)]
    public int MaxFilesPerVersion { get; set; } = 100;

    /// <summary>Size of all files of one version together, bytes; a larger version is not offered.</summary>
    [Range(1, long.MaxValue)]
    public long MaxArtifactBytes { get; set; } = 8L * 1024 * 1024 * 1024;

    /// <summary>Watch streams at a time; one more is refused.</summary>
    [Range(1, 10_000)]
    public int MaxWatchers { get; set; } = 200;

    /// <summary>Changes that wait for a slow watcher; one more and it gets a fresh snapshot instead.</summary>
    [Range(1, 10_000)]
    public int MaxPendingChanges { get; set; } = 64;

    /// <summary>Downloads at a time; one more is refused.</summary>
    [Range(1, 10_000)]
    public int MaxDownloads { get; set; } = 64;

    /// <summary>How much of a model card is answered, bytes; the rest is cut off.</summary>
    [Range(1, 1024 * 1024)]
    public int MaxModelCardBytes { get; set; } = 64 * 1024;

    /// <summary>Folder where changes of aliases and roll-outs are on record; empty: they cannot be changed by request. Replicas share it.</summary>
    public string StateFolder { get; set; } = "";

    /// <summary>Time between two looks at the records, which other replicas change too, milliseconds.</summary>
    [Range(50, 60_000)]
    public int RereadMilliseconds { get; set; } = 1000;

    internal TimeSpan Reread => TimeSpan.FromMilliseconds(RereadMilliseconds);

    internal TimeSpan Rescan => TimeSpan.FromMilliseconds(RescanMilliseconds);

    internal TimeSpan Settle => TimeSpan.FromMilliseconds(SettleMilliseconds);

    internal TimeSpan Heartbeat => TimeSpan.FromSeconds(HeartbeatSeconds);
}

/// <summary>The adapters.</summary>
public enum RegistryKind
{
    Folder,
    AzureMl,
}
