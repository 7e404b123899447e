using System.ComponentModel.DataAnnotations;

namespace FedMl.Features.Datasphere;

/// <summary>The tenant of SAP Datasphere that is read by OData (section <c>Features:Datasphere</c>); only of use with <c>Features:Source=OData</c>.</summary>
public sealed class DatasphereOptions
{
    /// <summary>Address of the tenant, <c>https://tenant.region.hcs.cloud.sap</c>. HTTP only to this machine.</summary>
    public string BaseAddress { get; set; } = "";

    /// <summary>Where tokens are issued, <c>https://tenant.authentication.region.hana.ondemand.com/oauth/token</c>. HTTP only to this machine.</summary>
    public string TokenUrl { get; set; } = "";

    /// <summary>Id of an OAuth client of the purpose Technical User.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>File that holds the client's secret. It is read for every token, so it can be replaced while the service runs.</summary>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>File with the client's certificate (PEM, behind it those that lead to its root), instead of a secret: tokens are asked for over mutual TLS. Read for every token, as the key is.</summary>
    public string ClientCertificateFile { get; set; } = "";

    /// <summary>File with the key of <see cref="ClientCertificateFile"/> (PEM, not encrypted).</summary>
    public string ClientKeyFile { get; set; } = "";

    /// <summary>File with authorities (PEM) that are trusted besides the machine's own, for the tenant and for tokens; empty: none.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>Path below which the consumption interface is.</summary>
    [Required]
    [RegularExpression("^(/[A-Za-z0-9._~-]+)+$")]
    public string Prefix { get; set; } = "/api/v1/datasphere/consumption";

    /// <summary>Path that is tried where <see cref="Prefix"/> is not found; empty: none.</summary>
    [RegularExpression("^(/[A-Za-z0-9._~-]+)*$")]
    public string FallbackPrefix { get; set; } = "/api/v1/dwc";

    /// <summary>For how long catalog and metadata are believed, seconds.</summary>
    [Range(0, 86_400)]
    public int MetadataSeconds { get; set; } = 300;

    /// <summary>Length of a request's URL, characters; more keys than fit are asked for in several requests.</summary>
    [Range(512, 64 * 1024)]
    public int MaxUrlLength { get; set; } = 4096;

    /// <summary>Size of one answer, bytes. Datasphere's own limit is 20 MB.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxPageBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Size of one value of an answer, bytes.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxValueBytes { get; set; } = 1024 * 1024;

    /// <summary>Pages of one query.</summary>
    [Range(1, 100_000)]
    public int MaxPages { get; set; } = 1000;

    /// <summary>Rows that are read from the tenant to answer one request for one view; of historical features, for the keys of one URL.</summary>
    [Range(1, 100_000_000)]
    public int MaxRowsPerRead { get; set; } = 1_000_000;

    /// <summary>Rows that a scan of a feature view asks for at a time.</summary>
    [Range(2, 1_000_000)]
    public int ScanPageRows { get; set; } = 10_000;

    /// <summary>Requests under way at a time.</summary>
    [Range(1, 256)]
    public int MaxConcurrentRequests { get; set; } = 16;

    /// <summary>Requests under way at a time for one asset, so that one that is slow leaves places for the others.</summary>
    [Range(1, 256)]
    public int MaxConcurrentRequestsPerAsset { get; set; } = 8;

    /// <summary>Requests that wait for one asset; further ones are refused (<c>OVERLOADED</c>).</summary>
    [Range(0, 100_000)]
    public int MaxWaitingRequests { get; set; } = 1024;

    /// <summary>Requests under way at a time for one view of one request.</summary>
    [Range(1, 256)]
    public int MaxConcurrentRequestsPerRead { get; set; } = 4;

    /// <summary>Time for a connection, seconds.</summary>
    [Range(1, 300)]
    public int ConnectTimeoutSeconds { get; set; } = 10;

    /// <summary>Time for one try of one request to the last byte of its answer, seconds.</summary>
    [Range(1, 3600)]
    public int RequestTimeoutSeconds { get; set; } = 100;

    /// <summary>Tries after the first one of a request that failed for a moment.</summary>
    [Range(0, 10)]
    public int MaxRetries { get; set; } = 3;

    /// <summary>Mean time before the first further try, milliseconds; it doubles with each.</summary>
    [Range(1, 60_000)]
    public int RetryDelayMilliseconds { get; set; } = 200;

    /// <summary>Longest time before a further try, seconds. Where the tenant wants more, the caller is told so instead.</summary>
    [Range(1, 600)]
    public int MaxRetryDelaySeconds { get; set; } = 10;

    /// <summary>Further tries for 100 requests, beyond a few that are always free: a tenant in trouble is not loaded with them.</summary>
    [Range(0, 100)]
    public int RetryBudgetPercent { get; set; } = 10;

    /// <summary>For how long an asset is left alone after half of its requests failed, seconds.</summary>
    [Range(1, 600)]
    public int BreakSeconds { get; set; } = 5;

    internal bool HasClientCertificate => ClientCertificateFile.Length > 0 || ClientKeyFile.Length > 0;
}
