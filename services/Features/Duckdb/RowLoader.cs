using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Duckdb;

/// <summary>Reads rows into columns up to a limit; rows beyond it are checked and not kept.</summary>
internal sealed class RowLoader(RowPlan plan, IReadOnlyList<BoundColumn> bound, int maxRows, long maxBytes)
{
    private const int RowsBetweenLooks = 256;
    private readonly IReadOnlyList<PlanColumn> planned = plan.All;
    private readonly Dictionary<int, PlanFault> faults = [];

    /// <summary>What was read so far.</summary>
    public LoadedSize Size { get; private set; } = new(0, 0, 0);

    /// <summary>One for each column with values that do not convert.</summary>
    public IReadOnlyCollection<PlanFault> Faults => faults.Values;

    /// <summary>Reads all rows; null: there are more than the limits allow.</summary>
    public ColumnTable? Load(DuckDBDataReader reader, CancellationToken cancellationToken)
    {
        var columns = EmptyColumns();
        var fits = true;
        for (var row = 0L; reader.Read(); row++)
        {
            if (row % RowsBetweenLooks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                fits &= columns.Sum(column => column.Bytes) <= maxBytes;
                if (!fits)
                {
                    Count(columns);
                    columns = EmptyColumns();
                }
            }

            fits &= row < maxRows;
            AddRow(reader, columns, row);
        }

        Count(columns);
        return fits ? Table(columns) : null;
    }

    private void Count(ColumnValues[] columns)
    {
        var keys = columns[..plan.Keys.Count];
        var rows = columns[0].Count;
        var nulls = keys.Any(key => key.HasNulls) ? Enumerable.Range(0, rows).Count(row => keys.Any(key => key.IsNull(row))) : 0;
        Size = new LoadedSize(Size.Rows + rows, Size.Bytes + columns.Sum(column => column.Bytes), Size.NullKeys + nulls);
    }

    private ColumnValues[] EmptyColumns() => [.. bound.Select(column => ColumnValues.Of(column.Type))];

    private ColumnTable Table(ColumnValues[] columns)
    {
        var (keys, values) = (plan.Keys.Count, plan.Keys.Count + plan.Columns.Count);
        ColumnValues? Of(PlanColumn? column) => column is null ? null : columns[Array.FindLastIndex([.. planned], planned => ReferenceEquals(planned, column))];
        return new ColumnTable(
            columns[..keys],
            columns[keys..values],
            (ColumnValues<long>?)Of(plan.EventTime),
            plan.Validity is { } validity ? new ValidTimes(validity, Of(validity.From)!, Of(validity.To)) : null);
    }

    private void AddRow(DuckDBDataReader reader, ColumnValues[] columns, long row)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            var before = columns[i].Count;
            if (bound[i].TryAdd(columns[i], reader, i))
            {
                continue;
            }

            faults.TryAdd(i, new PlanFault(
                ErrorReason.SourceChanged, planned[i], $"row {row + 1} of the asset has a value that is not {ValueTypes.NameOf(bound[i].Type)}"));
            if (columns[i].Count == before)
            {
                columns[i].AddNull();
            }
        }
    }
}
