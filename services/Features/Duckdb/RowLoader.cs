using DuckDB.NET.Data;
using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Duckdb;

/// <summary>Reads rows into columns until a limit is reached.</summary>
internal sealed class RowLoader(RowPlan plan, IReadOnlyList<BoundColumn> bound, int maxRows, long maxBytes)
{
    private readonly ColumnValues[] columns = [.. bound.Select(column => ColumnValues.Of(column.Type))];
    private readonly Dictionary<PlanColumn, PlanFault> faults = new(ReferenceEqualityComparer.Instance);

    /// <summary>One for each column with values that do not convert.</summary>
    public IReadOnlyCollection<PlanFault> Faults => faults.Values;

    /// <summary>Reads all rows; null: a limit was reached.</summary>
    public ColumnTable? Load(DuckDBDataReader reader, CancellationToken cancellationToken)
    {
        for (var row = 0; reader.Read(); row++)
        {
            if (row == maxRows || (row % 256 == 0 && columns.Sum(column => column.Bytes) > maxBytes))
            {
                return null;
            }

            cancellationToken.ThrowIfCancellationRequested();
            AddRow(reader, row);
        }

        var keys = plan.Keys.Count;
        var values = plan.Columns.Count;
        return new ColumnTable(columns[..keys], columns[keys..(keys + values)], plan.EventTime is null ? null : (ColumnValues<long>)columns[^1]);
    }

    private void AddRow(DuckDBDataReader reader, int row)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (bound[i].TryAdd(columns[i], reader, i))
            {
                continue;
            }

            faults.TryAdd(plan.All[i], new PlanFault(
                ErrorReason.SourceChanged, plan.All[i], $"row {row + 1} of the asset has a value that is not {ValueTypes.NameOf(bound[i].Type)}"));
            if (columns[i].Count == row)
            {
                columns[i].AddNull();
            }
        }
    }
}
