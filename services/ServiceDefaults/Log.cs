using Microsoft.Extensions.Logging;

namespace FedMl.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "A bug: {Operation} failed unexpectedly")]
    public static partial void UnexpectedFailure(this ILogger logger, Exception exception, string operation);

    [LoggerMessage(2, LogLevel.Warning, "Bindings cannot be read, so those read before go on: {Faults}")]
    public static partial void BindingsFaulty(this ILogger logger, string faults);

    [LoggerMessage(3, LogLevel.Warning, "The folder of bindings cannot be watched ({Why}); it is looked at every 10 s")]
    public static partial void BindingsNotWatched(this ILogger logger, string why);

    [LoggerMessage(4, LogLevel.Warning, "The issuer {Host} gives no keys for a tenant or client: status {Status}")]
    public static partial void KeysRefused(this ILogger logger, string host, int status);

    [LoggerMessage(5, LogLevel.Warning, "The keys of the issuer {Host} cannot be fetched: {Why}")]
    public static partial void KeysNotFetched(this ILogger logger, string host, string why);
}
