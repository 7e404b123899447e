namespace FedMl.Training;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Job {Job} of template {Template}: {State} {Reason}")]
    public static partial void JobChanged(this ILogger logger, string job, string template, JobState state, string reason);

    [LoggerMessage(2, LogLevel.Error, "A bug: job {Job} failed unexpectedly")]
    public static partial void JobBroke(this ILogger logger, Exception exception, string job);

    [LoggerMessage(3, LogLevel.Error, "The journal of job {Job} is not one that this service wrote; the job is left out: {Cause}")]
    public static partial void JournalCorrupt(this ILogger logger, string job, string cause);

    [LoggerMessage(4, LogLevel.Warning, "Job {Job} waits, as a step of it cannot be done at the moment: {Cause}")]
    public static partial void JobHeldUp(this ILogger logger, string job, string cause);

    [LoggerMessage(6, LogLevel.Warning, "What triggers are due cannot be done at the moment: {Cause}")]
    public static partial void TriggerHeldUp(this ILogger logger, string cause);

    [LoggerMessage(7, LogLevel.Error, "A bug: looking at what triggers are due failed unexpectedly")]
    public static partial void TriggerBroke(this ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Information, "Jobs kept: {Kept}, of which {Open} go on")]
    public static partial void JobsRead(this ILogger logger, int kept, int open);
}
