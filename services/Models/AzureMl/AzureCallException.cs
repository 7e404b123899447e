using System.Text.RegularExpressions;
using Azure;
using Azure.Identity;

namespace FedMl.Models.AzureMl;

/// <summary>
/// A call to Azure that failed. Its message is ours throughout, and it holds no inner exception: what Azure and
/// its libraries say may hold addresses with grants in them.
/// </summary>
internal sealed partial class AzureCallException(string what, string how, int status = 0, TimeSpan? retryAfter = null)
    : Exception($"{what}: {how}.")
{
    /// <summary>The HTTP status; 0 where no answer came.</summary>
    public int Status { get; } = status;

    /// <summary>When Azure wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    public bool IsTransient => Status is 0 or 408 or 429 or >= 500;

    public bool IsDenied => Status is 401 or 403;

    /// <summary>Gone, or no longer what it was.</summary>
    public bool IsGone => Status is 404 or 409 or 412 or 416;

    public static AzureCallException OfAnswer(string what, int status, string? code, TimeSpan? retryAfter = null) =>
        new(what, $"HTTP {status}{(code is not null && Code().IsMatch(code) ? " " + code : "")}", status, retryAfter);

    public static AzureCallException OfTimeout(string what, int seconds) => new(what, $"no answer within {seconds} seconds");

    /// <summary>What a library threw, in words of ours; null where it is no failure of a call.</summary>
    public static AzureCallException? OfLibrary(string what, Exception exception) => exception switch
    {
        AzureCallException own => own,
        AuthenticationFailedException => new AzureCallException(what, $"no token ({exception.GetType().Name}{Reason(exception)})", 401),
        RequestFailedException { Status: > 0 } failed => OfAnswer(what, failed.Status, failed.ErrorCode),
        AggregateException { InnerExceptions: [.., var last] } => OfLibrary(what, last),
        RequestFailedException or IOException or HttpRequestException or OperationCanceledException or System.Text.Json.JsonException =>
            new AzureCallException(what, $"no answer ({(exception.InnerException ?? exception).GetType().Name})"),
        _ => null,
    };

    // Entra's own code tells enough: AADSTS7000215 is a wrong secret.
    private static string Reason(Exception exception) => EntraCode().Match(exception.ToString()) is { Success: true } code ? ", " + code.Value : "";

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"AADSTS\d{1,10}")]
    private static partial Regex EntraCode();
}
