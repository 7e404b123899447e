using System.ComponentModel.DataAnnotations;

namespace FedMl.ServiceDefaults.Neighbours;

/// <summary>How a neighbour is reached (section <c>Neighbours:{name}</c>).</summary>
public sealed class NeighbourOptions
{
    public const string Section = "Neighbours";

    /// <summary>Direct: straight to <see cref="Address"/>. Dapr: through the sidecar to <see cref="AppId"/>.</summary>
    public NeighbourTransport Transport { get; set; } = NeighbourTransport.Direct;

    /// <summary>Address of the neighbour's gRPC port, or with Dapr of the sidecar's; must be told.</summary>
    public Uri? Address { get; set; }

    /// <summary>The neighbour's Dapr app id; only with Dapr.</summary>
    [MaxLength(128)]
    public string? AppId { get; set; }

    /// <summary>Largest message either way, bytes.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxMessageBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Time after which a silent connection is probed, seconds; daprd closes connections probed more often than every 8 s.</summary>
    [Range(10, 3600)]
    public int KeepAliveSeconds { get; set; } = 30;
}

/// <summary>The way to a neighbour.</summary>
public enum NeighbourTransport
{
    Direct,
    Dapr,
}
