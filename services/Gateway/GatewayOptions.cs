using System.ComponentModel.DataAnnotations;

namespace FedMl.Gateway;

/// <summary>What the Gateway takes and how long it waits (section <c>Gateway</c>).</summary>
public sealed class GatewayOptions : IValidatableObject
{
    public const string Section = "Gateway";

    /// <summary>Where Scoring serves the Open Inference Protocol over REST; <c>/v2</c> is forwarded there.</summary>
    [Required]
    public Uri ScoringRestAddress { get; set; } = new("http://127.0.0.1:8082");

    /// <summary>Time a <c>/v1</c> request has when its caller sets none, seconds.</summary>
    [Range(1, 3600)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Longest time a caller may set with <c>Request-Timeout-Ms</c>, seconds.</summary>
    [Range(1, 3600)]
    public int MaxTimeoutSeconds { get; set; } = 60;

    /// <summary>Time that a stream of rows has, and the longest that its caller may set, seconds.</summary>
    [Range(1, 86_400)]
    public int StreamTimeoutSeconds { get; set; } = 3600;

    /// <summary>Time a forwarded <c>/v2</c> request may be silent, seconds.</summary>
    [Range(1, 3600)]
    public int ForwardTimeoutSeconds { get; set; } = 60;

    /// <summary>Largest body of a <c>/v1</c> request after it is unpacked, bytes.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Rows of one request.</summary>
    [Range(1, 1_000_000)]
    public int MaxRows { get; set; } = 10_000;

    /// <summary>Different field names in the rows of one request.</summary>
    [Range(1, 100_000)]
    public int MaxColumns { get; set; } = 2_000;

    /// <summary>Rows times field names of one request: what the columns hold in memory.</summary>
    [Range(1, 100_000_000)]
    public int MaxValues { get; set; } = 2_000_000;

    /// <summary>Levels of nesting in a JSON body.</summary>
    [Range(4, 64)]
    public int MaxJsonDepth { get; set; } = 8;

    /// <summary>Time that the inputs of a model are remembered for FedML's contract, seconds; 0 asks each time.</summary>
    [Range(0, 3600)]
    public int SignatureCacheSeconds { get; set; } = 5;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!ScoringRestAddress.IsAbsoluteUri || ScoringRestAddress.Scheme is not ("http" or "https") || ScoringRestAddress.PathAndQuery != "/")
        {
            yield return new ValidationResult("must be http(s)://host:port without a path", [nameof(ScoringRestAddress)]);
        }

        if (TimeoutSeconds > MaxTimeoutSeconds)
        {
            yield return new ValidationResult($"must be at most {nameof(MaxTimeoutSeconds)}", [nameof(TimeoutSeconds)]);
        }
    }
}
