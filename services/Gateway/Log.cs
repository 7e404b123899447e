namespace FedMl.Gateway;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "A bug: {Route} failed unexpectedly")]
    public static partial void UnexpectedFailure(this ILogger logger, Exception exception, string route);

    [LoggerMessage(2, LogLevel.Warning, "Scoring did not answer a forwarded request: {Error}")]
    public static partial void ForwardFailed(this ILogger logger, string error);
}
