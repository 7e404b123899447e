using FedMl.Features.Columns;
using FedMl.Features.Online;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Predictions;

/// <summary>Reads the batches of a run; finds all faults of a batch before any is told.</summary>
internal sealed class BatchReading(PredictionTable table, PredictionOptions limits, bool anyDouble)
{
    // Beyond, they are not even counted: a batch made of faults alone must not fill the memory.
    private const int MaxFaults = 1000;

    private readonly TableColumn[] wanted = [.. table.Columns.Take(table.Sent)];
    private readonly List<Fault> faults = [];

    /// <summary>One column for each that batches bring, in the table's order.</summary>
    /// <exception cref="ServiceException">INVALID_REQUEST, ROW_COUNT_OUT_OF_RANGE, REQUEST_TOO_LARGE.</exception>
    public IReadOnlyList<ColumnValues> Read(PredictionBatch batch)
    {
        faults.Clear();
        var sent = Match(batch.Columns);
        ThrowIfAny();
        var rows = CheckRows(sent);
        ColumnValues[] values = [.. wanted.Select((column, i) => Read(column, sent[i], rows))];
        if (values.Sum(column => column.Bytes) > limits.MaxBatchBytes)
        {
            throw TooLarge();
        }

        ThrowIfAny();
        CheckKeys(values);
        ThrowIfAny();
        return values;
    }

    private Column[] Match(IReadOnlyList<Column> columns)
    {
        foreach (var same in columns.GroupBy(column => column.Name, StringComparer.Ordinal))
        {
            if (wanted.All(column => column.Name != same.Key))
            {
                faults.Add(new Fault("batch", "has a column that the run does not name"));
            }
            else if (same.Count() > 1)
            {
                faults.Add(new Fault(same.Key, "is there twice"));
            }
        }

        faults.AddRange(wanted.Where(column => columns.All(other => other.Name != column.Name)).Select(column => new Fault(column.Name, "is missing")));
        return faults.Count > 0 ? [] : [.. wanted.Select(column => columns.First(other => other.Name == column.Name))];
    }

    private int CheckRows(Column[] sent)
    {
        var rows = KeyValues.LengthOf(sent[0]);
        if (rows == 0 || rows > limits.MaxBatchRows)
        {
            throw ServiceException.FromFaults(
                ErrorReason.RowCountOutOfRange, "The batch is wrong", [new Fault("batch", $"has {rows} rows; must have 1 to {limits.MaxBatchRows}")]);
        }

        foreach (var column in sent.Where(column => KeyValues.LengthOf(column) != rows || (column.Statuses.Count > 0 && column.Statuses.Count != rows)))
        {
            faults.Add(new Fault(column.Name, $"must have {rows} rows, as the first column has"));
        }

        ThrowIfAny();
        return rows;
    }

    private ColumnValues Read(TableColumn column, Column sent, int rows)
    {
        var values = ColumnValues.Of(column.Type, rows);
        var reading = new OutputValues(column, limits, anyDouble);
        for (var row = 0; row < rows; row++)
        {
            if (reading.Add(values, SentValue.Of(sent, row)) is { } wrong)
            {
                Add($"{column.Name}[{row}]", wrong);
                values.AddNull();
            }
        }

        return values;
    }

    private void CheckKeys(ColumnValues[] values)
    {
        ColumnValues[] keys = [.. values.Where((_, i) => wanted[i].IsKey)];
        var index = new KeyIndex(keys);
        for (var row = 0; row < keys[0].Count; row++)
        {
            if (index.First(keys, row) is not KeyIndex.None and var first)
            {
                Add($"batch[{row}]", $"has the key of row {first}");
            }
            else
            {
                index.Add(row);
            }
        }
    }

    private void Add(string field, string description)
    {
        faults.Add(new Fault(field, description));
        if (faults.Count == MaxFaults)
        {
            ThrowIfAny();
        }
    }

    private void ThrowIfAny()
    {
        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The batch is wrong", faults);
        }
    }

    private ServiceException TooLarge() =>
        new(ErrorReason.RequestTooLarge, $"The batch takes more than {limits.MaxBatchBytes} bytes ({PredictionOptions.Section}:{nameof(limits.MaxBatchBytes)}): send fewer rows at once.");
}
