using System.ComponentModel.DataAnnotations;

namespace FedMl.Models.Blobs;

/// <summary>How files are read out of storage accounts (section <c>Models:AzureMl:Blobs</c>).</summary>
public sealed class BlobOptions
{
    private static readonly string[] PublicCloud = [".blob.core.windows.net"];

    /// <summary>
    /// Hosts that files may come from, one that begins with a dot with all below it; empty: Azure's public cloud.
    /// No other is sent a token, whatever a registry says.
    /// </summary>
    public string[] Hosts { get; set; } = [];

    /// <summary>Address of a workspace's storage account; <c>{account}</c> and <c>{endpoint}</c> are the datastore's.</summary>
    [Required]
    public string AccountUri { get; set; } = "https://{account}.blob.{endpoint}";

    /// <summary>What a token for storage is asked for.</summary>
    [Required]
    public string Audience { get; set; } = "https://storage.azure.com/";

    /// <summary>Bytes read at once.</summary>
    [Range(64 * 1024, 64 * 1024 * 1024)]
    public int RangeBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Ranges in memory at a time, of all downloads together.</summary>
    [Range(1, 256)]
    public int MaxRanges { get; set; } = 8;

    /// <summary>Time in which a silent connection is given up and tried again, seconds.</summary>
    [Range(1, 600)]
    public int SilenceSeconds { get; set; } = 30;

    /// <summary>Time for one range with all its retries, seconds; a download that is given up goes on from there at the next look.</summary>
    [Range(1, 3600)]
    public int RangeTimeoutSeconds { get; set; } = 300;

    /// <summary>Time before a grant's end at which a new one is asked for, seconds.</summary>
    [Range(0, 3600)]
    public int RenewBeforeSeconds { get; set; } = 300;

    internal bool Allows(string host) => (Hosts.Length == 0 ? PublicCloud : Hosts).Any(allowed =>
        allowed.StartsWith('.') ? host.EndsWith(allowed, StringComparison.OrdinalIgnoreCase) : host.Equals(allowed, StringComparison.OrdinalIgnoreCase));
}
