namespace FedMl.Models.Records;

/// <summary>
/// Small documents that must last and that several replicas change: the one seam behind which a file, or a state store
/// with ETags, keeps them. Keys are names with / between them; see <see cref="RecordKey"/>.
/// </summary>
internal interface IRecords
{
    /// <summary>The record of a key; null: there is none.</summary>
    /// <exception cref="RecordsUnavailableException">It cannot be read at the moment.</exception>
    /// <exception cref="RecordCorruptException">What is there is no record.</exception>
    Task<Record?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes a record whole and lastingly, if nobody has since it was read; else changes nothing.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its bytes, at most <see cref="Record.MaxBytes"/>.</param>
    /// <param name="etag">The ETag that was read; null: there must be none yet.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>The new ETag; null: somebody else was faster.</returns>
    /// <exception cref="RecordsUnavailableException">It cannot be written at the moment.</exception>
    Task<string?> PutAsync(string key, ReadOnlyMemory<byte> value, string? etag, CancellationToken cancellationToken);

    /// <summary>The keys that begin with a prefix, which ends with /, in ordinal order.</summary>
    /// <exception cref="RecordsUnavailableException">They cannot be listed at the moment.</exception>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);
}
