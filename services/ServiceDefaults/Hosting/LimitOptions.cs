using System.ComponentModel.DataAnnotations;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>Limits of every host's doors (section <c>Limits</c>).</summary>
public sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Largest gRPC message and REST body, bytes.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxMessageBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Connections at a time.</summary>
    [Range(1, 1_000_000)]
    public long MaxConnections { get; set; } = 1000;

    /// <summary>Concurrent streams on one HTTP/2 connection.</summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>Size of all request headers together, bytes.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxRequestHeadersBytes { get; set; } = 32 * 1024;

    /// <summary>Time within which a request's headers must be there, seconds.</summary>
    [Range(1, 600)]
    public int RequestHeadersTimeoutSeconds { get; set; } = 10;

    /// <summary>Time after which a silent connection is closed, seconds.</summary>
    [Range(1, 3600)]
    public int KeepAliveTimeoutSeconds { get; set; } = 30;

    /// <summary>Time that calls in flight have to finish after SIGTERM, seconds.</summary>
    [Range(1, 600)]
    public int ShutdownSeconds { get; set; } = 25;
}
