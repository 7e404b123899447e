using FedMl.Models.AzureMl;
using FedMl.Models.Registry;

namespace FedMl.Models;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Left out of the registry: {Kind} {Subject} {Fault}")]
    public static partial void RegistryFault(this ILogger logger, FaultKind kind, string subject, string fault);

    [LoggerMessage(2, LogLevel.Error, "The registry cannot be read; what was read last stays served: {Reason}")]
    public static partial void RegistryUnavailable(this ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Information, "The registry can be read again")]
    public static partial void RegistryRecovered(this ILogger logger);

    [LoggerMessage(4, LogLevel.Error, "A bug: looking at the registry failed unexpectedly; what was read last stays served")]
    public static partial void SyncFailed(this ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "Cannot read {Path} of {Model} {Version}: {Cause}")]
    public static partial void FileUnreadable(this ILogger logger, string model, string version, string path, string cause);

    [LoggerMessage(6, LogLevel.Warning, "Cannot read the model card of {Model} {Version}: {Cause}")]
    public static partial void CardUnreadable(this ILogger logger, string model, string version, string cause);

    [LoggerMessage(7, LogLevel.Warning, "The folder is not watched, only looked at every {Milliseconds} ms: {Cause}")]
    public static partial void FolderNotWatched(this ILogger logger, int milliseconds, string cause);

    [LoggerMessage(8, LogLevel.Information, "Read the registry for the first time: {Models} models, {Versions} versions")]
    public static partial void RegistryRead(this ILogger logger, int models, int versions);

    [LoggerMessage(9, LogLevel.Information, "Models come from the Azure ML {Kind} {Name}; signing in by {Credential}")]
    public static partial void AzureMlChosen(this ILogger logger, AzureMlKind kind, string name, CredentialKind credential);

    [LoggerMessage(10, LogLevel.Warning, "A file of the artifact cache did not have its bytes any more and is downloaded again: {Sha256}")]
    public static partial void ContentBroken(this ILogger logger, string sha256);

    [LoggerMessage(20, LogLevel.Information, "Model {Model} change {Number}: {Subject} from '{From}' to '{To}'")]
    public static partial void Changed(this ILogger logger, string model, int number, string subject, string from, string to);

    [LoggerMessage(21, LogLevel.Error, "The records of changes cannot be read; what was read last stays in force: {Reason}")]
    public static partial void RecordsUnreadable(this ILogger logger, string reason);

    [LoggerMessage(22, LogLevel.Information, "The records of changes can be read again")]
    public static partial void RecordsRecovered(this ILogger logger);

    [LoggerMessage(23, LogLevel.Error, "The record {Key} is not one that this service wrote; what was on it before stays in force")]
    public static partial void RecordCorrupt(this ILogger logger, Exception exception, string key);
}
