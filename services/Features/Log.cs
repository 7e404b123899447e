namespace FedMl.Features;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{Views} feature views are served, {Faults} faults were found")]
    public static partial void ViewsRead(this ILogger logger, int views, int faults);

    [LoggerMessage(2, LogLevel.Information, "Feature view {View} of {File} is served")]
    public static partial void ViewTaken(this ILogger logger, string view, string file);

    [LoggerMessage(3, LogLevel.Information, "Feature view {View} is no longer declared")]
    public static partial void ViewGone(this ILogger logger, string view);

    [LoggerMessage(4, LogLevel.Warning, "Feature view file {File} line {Line}: {Description}")]
    public static partial void ViewFaulty(this ILogger logger, string file, int line, string description);

    [LoggerMessage(5, LogLevel.Warning, "The folder of feature views cannot be read ({Why}); what is served stays")]
    public static partial void FolderUnreadable(this ILogger logger, string why);

    [LoggerMessage(6, LogLevel.Warning, "The folder of feature views cannot be watched ({Why}); it is looked at every {Milliseconds} ms")]
    public static partial void FolderNotWatched(this ILogger logger, int milliseconds, string why);

    [LoggerMessage(7, LogLevel.Error, "A bug: looking at feature views failed unexpectedly; what is served stays")]
    public static partial void RefreshBroke(this ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Error, "A bug: checking the source of feature view {View} failed unexpectedly; it is tried again")]
    public static partial void CheckBroke(this ILogger logger, Exception exception, string view);
}
