using System.ComponentModel.DataAnnotations;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>Where a host listens (section <c>Listen</c>).</summary>
public sealed class ListenOptions
{
    public const string Section = "Listen";

    /// <summary>IP address to bind to. Anything but a loopback address needs sign-in, so it does not start without.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port of gRPC (HTTP/2 only); 0 takes a free one, null offers none.</summary>
    [Range(0, 65535)]
    public int? GrpcPort { get; set; }

    /// <summary>Port of REST (HTTP/1.1); 0 takes a free one, null offers none.</summary>
    [Range(0, 65535)]
    public int? RestPort { get; set; }

    /// <summary>Port of Prometheus metrics; 0 takes a free one, null offers none.</summary>
    [Range(0, 65535)]
    public int? MetricsPort { get; set; }

    /// <summary>PEM file of the certificate that gRPC and REST are served with, and of those above it; empty: clear text.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>PEM file of its key.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>Whether a service mesh encrypts what comes from outside, so that an address that is not loopback needs no certificate.</summary>
    public bool BehindMesh { get; set; }

    /// <summary>Whether gRPC reflection is served, so that tools can call without our protos.</summary>
    public bool Reflection { get; set; } = true;
}
