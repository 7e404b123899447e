using Apache.Arrow;
using FedMl.BatchScoring.Specification;

namespace FedMl.BatchScoring.Sources;

/// <summary>Where the rows of a job come from.</summary>
internal interface IRowSource : IDisposable
{
    /// <summary>All columns.</summary>
    Schema Schema { get; }

    /// <summary>How many rows there are; null: that is known only when all are read.</summary>
    long? RowCount { get; }

    /// <summary>False: all its values are texts, which may be numbers.</summary>
    bool HasTypes { get; }

    /// <summary>True: it gives only the rows of the partition that it was opened for.</summary>
    bool DividesItself { get; }

    /// <summary>Name of a column that tells each row's status; null: there is none.</summary>
    string? StatusColumn { get; }

    /// <summary>The chunks that a partition reads. All of them where rows are divided by a hash.</summary>
    /// <exception cref="ServiceDefaults.Errors.ServiceException">JOB_SPECIFICATION_INVALID: the source cannot be divided so.</exception>
    ChunkRange RangeOf(PartitionChoice partition);

    /// <summary>Names what is read: other rows have another digest.</summary>
    Task<string> DigestAsync(CancellationToken cancellationToken);

    /// <summary>Reads chunks in order.</summary>
    /// <param name="columns">Names of the columns.</param>
    /// <param name="number">Number of the first chunk.</param>
    /// <param name="position">Where it begins, as the chunk before it said; empty: at the first row.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<SourceChunk> ReadAsync(IReadOnlyList<string> columns, long number, string position, CancellationToken cancellationToken);
}
