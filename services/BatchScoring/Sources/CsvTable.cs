using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Sources;

/// <summary>A CSV file (RFC 4180, UTF-8, a header, commas). An empty field is null, <c>""</c> is the empty text.</summary>
internal sealed class CsvTable : ITableFile
{
    private readonly SourceFile file;
    private readonly IReadOnlyList<string> header;
    private readonly IReadOnlyDictionary<string, TextKind> kinds;

    private CsvTable(SourceFile file, IReadOnlyList<string> header, IReadOnlyDictionary<string, TextKind> kinds)
    {
        this.file = file;
        this.header = header;
        this.kinds = kinds;
        Schema = new Schema(header.Select(name => new Field(name, TypeOf(name), nullable: true)), null);
    }

    public Schema Schema { get; }

    public long? RowCount => null;

    /// <exception cref="InvalidDataException">It has no header, or names a column twice.</exception>
    public static CsvTable Open(SourceFile file, IReadOnlyDictionary<string, TextKind> kinds)
    {
        using var reader = new CsvReader(File.OpenRead(file.Path));
        var header = new CsvFields();
        if (!reader.Read(header) || header.Texts().Distinct(StringComparer.Ordinal).Count() != header.Count)
        {
            throw new InvalidDataException("A header with different names is needed.");
        }

        return new CsvTable(file, header.Texts(), kinds);
    }

    public async IAsyncEnumerable<RecordBatch> ReadAsync(IReadOnlyList<string> columns, long firstRow, int batchRows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        using var reader = new CsvReader(File.OpenRead(file.Path));
        var fields = new CsvFields();
        reader.Read(fields);
        CsvColumn[] targets = [.. columns.Select(name => new CsvColumn(name, header.ToList().IndexOf(name), kinds.GetValueOrDefault(name)))];
        var count = 0;
        for (var row = 0L; Next(reader, fields); row++)
        {
            if (row < firstRow)
            {
                continue;
            }

            foreach (var target in targets)
            {
                target.Add(fields);
            }

            if (++count == batchRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return Take(targets, count);
                count = 0;
            }
        }

        if (count > 0)
        {
            yield return Take(targets, count);
        }
    }

    public void Dispose()
    {
        // Each reading has its own reader.
    }

    private bool Next(CsvReader reader, CsvFields fields)
    {
        try
        {
            if (!reader.Read(fields))
            {
                return false;
            }
        }
        catch (InvalidDataException exception)
        {
            throw new ServiceException(ErrorReason.DataUnreadable, $"{file.Name}, record {reader.Records}: {exception.Message}");
        }

        return fields.Count == header.Count
            ? true
            : throw new ServiceException(ErrorReason.DataUnreadable, $"{file.Name}, record {reader.Records}: it has {fields.Count} fields, the header has {header.Count}.");
    }

    private static RecordBatch Take(CsvColumn[] targets, int rows)
    {
        IArrowArray[] arrays = [.. targets.Select(t => t.Take())];
        return new RecordBatch(new Schema(targets.Select((t, i) => new Field(t.Name, arrays[i].Data.DataType, nullable: true)), null), arrays, rows);
    }

    private IArrowType TypeOf(string name) => kinds.GetValueOrDefault(name) switch
    {
        TextKind.Number => DoubleType.Default,
        TextKind.WholeNumber => Int64Type.Default,
        TextKind.Bool => BooleanType.Default,
        _ => StringType.Default,
    };
}
