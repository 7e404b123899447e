using Microsoft.Extensions.Logging;

namespace FedMl.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "A bug: {Operation} failed unexpectedly")]
    public static partial void UnexpectedFailure(this ILogger logger, Exception exception, string operation);
}
