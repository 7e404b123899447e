using System.ComponentModel.DataAnnotations;

namespace FedMl.Models.ArtifactCache;

/// <summary>Where downloaded files are kept (section <c>Models:AzureMl:Cache</c>).</summary>
public sealed class CacheOptions
{
    /// <summary>A folder of this process alone; made when it is not there.</summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>Size of all files together, bytes; those used last are kept. A version that is larger is not offered.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 32L * 1024 * 1024 * 1024;
}
