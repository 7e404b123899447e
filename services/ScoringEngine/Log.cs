using Microsoft.Extensions.Logging;

namespace FedMl.ScoringEngine;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Model {Model} version {Version} is loaded in {Milliseconds} ms, digest {Digest}")]
    public static partial void ModelLoaded(this ILogger logger, string model, string version, long milliseconds, string digest);

    [LoggerMessage(2, LogLevel.Warning, "Model {Model} version {Version} cannot be loaded, what is loaded stays: {Reason} {Why}")]
    public static partial void ModelNotLoaded(this ILogger logger, string model, string version, string reason, string why);

    [LoggerMessage(3, LogLevel.Information, "Model {Model} requests without a version are scored with version {Version}")]
    public static partial void DefaultChanged(this ILogger logger, string model, string version);

    [LoggerMessage(4, LogLevel.Information, "Model {Model} version {Version} is unloaded")]
    public static partial void ModelUnloaded(this ILogger logger, string model, string version);

    [LoggerMessage(5, LogLevel.Warning, "Model {Model} version {Version} is still in use after {Seconds} s; it is unloaded when its last request ends")]
    public static partial void DrainTakesLong(this ILogger logger, string model, string version, int seconds);

    [LoggerMessage(6, LogLevel.Information, "The stream of model changes ended ({Why}); what is loaded goes on scoring, a new stream is opened")]
    public static partial void WatchEnded(this ILogger logger, string why);

    [LoggerMessage(7, LogLevel.Information, "Model {Model} version {Version} has no samples and does not take zeros; it is not warmed up")]
    public static partial void ZerosRefused(this ILogger logger, Exception exception, string model, string version);

    [LoggerMessage(9, LogLevel.Error, "A bug: loading model {Model} version {Version} failed unexpectedly")]
    public static partial void LoadBroke(this ILogger logger, Exception exception, string model, string version);

    [LoggerMessage(11, LogLevel.Information, "Model {Model} version {Version} takes {Microseconds:F1} µs a row alone; sessions: {Replicas}, batches: {Batches}")]
    public static partial void ModelTuned(this ILogger logger, string model, string version, double microseconds, int replicas, bool batches);

    [LoggerMessage(12, LogLevel.Information, "Model {Model} version {Version} is scored but not explained, because {Why}")]
    public static partial void ModelNotExplained(this ILogger logger, string model, string version, string why);

    [LoggerMessage(14, LogLevel.Warning, "The file {Name} of what was known last tells nothing: {Why}")]
    public static partial void StateUnreadable(this ILogger logger, string name, string why);

    [LoggerMessage(15, LogLevel.Warning, "The file {Name} of what is known cannot be written: {Why}")]
    public static partial void StateUnwritable(this ILogger logger, string name, string why);

    [LoggerMessage(16, LogLevel.Information, "Until Models is heard, what was published last is taken for true: {Models} models")]
    public static partial void StartedFromDisk(this ILogger logger, int models);

    [LoggerMessage(18, LogLevel.Debug, "Model {Model} version {Version} is run by ONNX Runtime, because {Why}")]
    public static partial void NoKernel(this ILogger logger, string model, string version, string why);

    [LoggerMessage(19, LogLevel.Warning, "Model {Model} version {Version} is run by ONNX Runtime, because our own kernel gives another output {Output}")]
    public static partial void KernelDiffers(this ILogger logger, string model, string version, string output);

    [LoggerMessage(20, LogLevel.Information, "Model {Model} version {Version}: our own kernel is {One} times as fast as ONNX Runtime at 1 row, {Few} at 8, {Many} at 64; the faster one is used for each")]
    public static partial void KernelChosen(this ILogger logger, string model, string version, double one, double few, double many);

    [LoggerMessage(13, LogLevel.Warning, "Model {Model} version {Version} is not cached, though its settings ask for it: only models whose tensors have sizes that follow from the number of rows are")]
    public static partial void NotCached(this ILogger logger, string model, string version);

    [LoggerMessage(17, LogLevel.Warning, "Models could not be asked to read model {Model} version {Version}, which is tried again: {Status}")]
    public static partial void NotPrepared(this ILogger logger, string model, string version, Grpc.Core.StatusCode status);

    [LoggerMessage(21, LogLevel.Warning, "Models could not be told what the versions of a plan did, which is tried again: {Status}")]
    public static partial void NotReported(this ILogger logger, Grpc.Core.StatusCode status);
}
