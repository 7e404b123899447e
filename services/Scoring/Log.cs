namespace FedMl.Scoring;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "A bug: {Path} failed unexpectedly")]
    public static partial void RequestBroke(this ILogger logger, Exception exception, string path);
}
