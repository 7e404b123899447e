using System.ComponentModel.DataAnnotations;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>How issuers' keys are fetched and kept (section <c>Auth:Keys</c>).</summary>
public sealed class KeyOptions
{
    /// <summary>Time after which keys are fetched again, seconds.</summary>
    [Range(10, 3600)]
    public int FreshSeconds { get; set; } = 600;

    /// <summary>Time for which keys are used while their issuer cannot be reached, seconds.</summary>
    [Range(10, 7 * 86400)]
    public int KeptSeconds { get; set; } = 86400;

    /// <summary>Key sets kept at a time; tenants of an issuer have one each.</summary>
    [Range(1, 100_000)]
    public int MaxSets { get; set; } = 1000;

    /// <summary>Largest key set, bytes.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxSetBytes { get; set; } = 256 * 1024;

    /// <summary>Time within which an issuer must have answered, milliseconds.</summary>
    [Range(100, 30_000)]
    public int TimeoutMilliseconds { get; set; } = 5000;

    /// <summary>Key sets that are asked for the first time, a minute: whoever sends made-up tenants reaches the issuer no more often.</summary>
    [Range(1, 100_000)]
    public int MaxNewSetsPerMinute { get; set; } = 120;
}
