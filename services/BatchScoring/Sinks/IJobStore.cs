namespace FedMl.BatchScoring.Sinks;

/// <summary>
/// Where a job keeps what it writes: files that are there whole or not at all, and lists that only grow. What is there
/// when a call returns is there after any crash.
/// </summary>
internal interface IJobStore
{
    /// <summary>Takes a name, so that no two processes work on the same part; it is free again when this process ends.</summary>
    /// <exception cref="ServiceDefaults.Errors.ServiceException">JOB_TAKEN.</exception>
    Task<IDisposable> TakeAsync(string name, CancellationToken cancellationToken);

    /// <summary>A file's bytes; null: it is not there.</summary>
    Task<byte[]?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Makes or replaces a file.</summary>
    /// <param name="name">Its name, with <c>/</c>.</param>
    /// <param name="what">What it is, for failpoints.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServiceDefaults.Errors.ServiceException">TARGET_FULL, SOURCE_UNAVAILABLE.</exception>
    Task PutAsync(string name, string what, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Adds bytes to a list.</summary>
    /// <param name="name">Its name, with <c>/</c>.</param>
    /// <param name="bytes">What is added.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServiceDefaults.Errors.ServiceException">TARGET_FULL, SOURCE_UNAVAILABLE.</exception>
    Task AppendAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}
