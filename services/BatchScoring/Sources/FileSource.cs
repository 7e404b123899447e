using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using FedMl.BatchScoring.Specification;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using ParquetSharp;

namespace FedMl.BatchScoring.Sources;

/// <summary>Files of rows, one after the other.</summary>
internal sealed class FileSource : IRowSource
{
    private readonly IReadOnlyList<SourceFile> files;
    private readonly IReadOnlyList<ITableFile> tables;
    private readonly int chunkRows;

    private FileSource(IReadOnlyList<SourceFile> files, IReadOnlyList<ITableFile> tables, int chunkRows)
    {
        this.files = files;
        this.tables = tables;
        this.chunkRows = chunkRows;
    }

    public Schema Schema => tables[0].Schema;

    public long? RowCount => tables.Any(t => t.RowCount is null) ? null : tables.Sum(t => t.RowCount);

    public bool DividesItself => false;

    public string? StatusColumn => null;

    public bool HasTypes => !tables.Any(t => t is CsvTable);

    /// <summary>Opens all files: they must have the same columns.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="columns">What is needed of them, for files that do not tell their types.</param>
    /// <param name="chunkRows">Rows of a chunk; no chunk has rows of two files.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServiceException">JOB_SPECIFICATION_INVALID, DATA_UNREADABLE.</exception>
    public static async Task<FileSource> OpenAsync(SourceChoice source, IReadOnlyDictionary<string, TextKind> columns, int chunkRows, CancellationToken cancellationToken)
    {
        var files = FileList.Of(source);
        List<ITableFile> tables = [];
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var table = await OpenAsync(file, source.Format, columns);
            tables.Add(table);
            if (Difference(tables[0].Schema, table.Schema) is { } difference)
            {
                throw new ServiceException(ErrorReason.DataUnreadable, $"{file.Name} differs from {files[0].Name}: {difference}.");
            }
        }

        return new FileSource(files, tables, chunkRows);
    }

    public ChunkRange RangeOf(PartitionChoice partition)
    {
        if (partition.Count == 1 || partition.By == PartitionKind.Hash)
        {
            return ChunkRange.All;
        }

        if (RowCount is null)
        {
            throw ServiceException.FromFaults(
                ErrorReason.JobSpecificationInvalid, "The job's specification is not valid", [new Fault("partition.by", "must be hash: only Parquet files tell how many rows they have before they are read")]);
        }

        long[] chunks = [.. tables.Select(t => (t.RowCount!.Value + chunkRows - 1) / chunkRows)];
        var first = chunks.Sum() * partition.Index / partition.Count;
        var end = chunks.Sum() * (partition.Index + 1) / partition.Count;
        var (file, inFile) = (0, first);
        while (file < chunks.Length && inFile >= chunks[file])
        {
            inFile -= chunks[file++];
        }

        return new ChunkRange(first, new FilePosition(file, inFile * chunkRows).ToString(), end);
    }

    public Task<string> DigestAsync(CancellationToken cancellationToken) => SourceFile.DigestAsync(files, cancellationToken);

    public async IAsyncEnumerable<SourceChunk> ReadAsync(IReadOnlyList<string> columns, long number, string position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var at = FilePosition.Parse(position);
        for (var i = at.File; i < files.Count; i++)
        {
            var row = i == at.File ? at.Row : 0;
            files[i].Check();
            var batches = ReadableAsync(files[i], tables[i].ReadAsync(columns, row, chunkRows, cancellationToken), cancellationToken);
            await foreach (var rows in Chunker.CutAsync(batches, columns, chunkRows, cancellationToken))
            {
                var next = new FilePosition(i, row + rows.Length);
                yield return new SourceChunk(number++, files[i].Name, row, next.ToString(), rows);
                row += rows.Length;
            }

            files[i].Check();
        }
    }

    public void Dispose()
    {
        foreach (var table in tables)
        {
            table.Dispose();
        }
    }

    // A file that breaks off in the middle is told like one that is none at all.
    private static async IAsyncEnumerable<RecordBatch> ReadableAsync(SourceFile file, IAsyncEnumerable<RecordBatch> batches, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reading = batches.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await reading.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (Exception exception) when (exception is not (ServiceException or OperationCanceledException))
            {
                file.Check();
                throw new ServiceException(ErrorReason.DataUnreadable, $"{file.Name} cannot be read to its end.", null, exception);
            }

            yield return reading.Current;
        }
    }

    private static async Task<ITableFile> OpenAsync(SourceFile file, FileFormat format, IReadOnlyDictionary<string, TextKind> columns)
    {
        try
        {
            return (format == FileFormat.Auto ? FileList.FormatOf(file.Name) : format) switch
            {
                FileFormat.Parquet => new ParquetTable(file.Path),
                FileFormat.Arrow => await ArrowTable.OpenAsync(file.Path),
                FileFormat.Csv => CsvTable.Open(file, columns),
                _ => throw ServiceException.FromFaults(
                    ErrorReason.JobSpecificationInvalid, "The job's specification is not valid", [new Fault("source.format", "is required: the file's name does not tell")]),
            };
        }
        catch (Exception exception) when (exception is ParquetException or InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new ServiceException(ErrorReason.DataUnreadable, $"{file.Name} cannot be read; is it what its name says?", null, exception);
        }
    }

    private static string? Difference(Schema first, Schema other)
    {
        foreach (var field in first.FieldsList)
        {
            if (!other.FieldsLookup.Contains(field.Name))
            {
                return $"it has no column {field.Name}";
            }

            var type = other.GetFieldByName(field.Name).DataType;
            if (!SameType(type, field.DataType))
            {
                return $"column {field.Name} is {type.Name}, not {field.DataType.Name}";
            }
        }

        return null;
    }

    private static bool SameType(IArrowType type, IArrowType other) => type.TypeId == other.TypeId && (type, other) switch
    {
        (Decimal128Type a, Decimal128Type b) => a.Precision == b.Precision && a.Scale == b.Scale,
        (TimestampType a, TimestampType b) => a.Unit == b.Unit && a.Timezone == b.Timezone,
        _ => true,
    };
}
