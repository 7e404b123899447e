using Apache.Arrow;

namespace FedMl.BatchScoring.Sources;

/// <summary>One file of rows.</summary>
internal interface ITableFile : IDisposable
{
    /// <summary>The columns that can be read.</summary>
    Schema Schema { get; }

    /// <summary>How many rows it has; null: that is known only when all are read.</summary>
    long? RowCount { get; }

    /// <summary>Reads rows in order. Whoever takes a batch disposes it.</summary>
    /// <param name="columns">Names of the columns to read, in this order.</param>
    /// <param name="firstRow">The first row, from 0.</param>
    /// <param name="batchRows">Rows of a batch at most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    IAsyncEnumerable<RecordBatch> ReadAsync(IReadOnlyList<string> columns, long firstRow, int batchRows, CancellationToken cancellationToken);
}
