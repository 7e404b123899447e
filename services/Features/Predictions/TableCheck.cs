using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Predictions;

/// <summary>Compares a table with what a run needs.</summary>
internal static class TableCheck
{
    /// <exception cref="ServiceException">TABLE_MISMATCH: names each column that is missing, too much or of another type.</exception>
    public static void Check(PredictionTable wanted, IReadOnlyList<TableColumn> stored)
    {
        List<Fault> faults = [];
        var byName = stored.ToDictionary(column => column.Name, StringComparer.Ordinal);
        foreach (var column in wanted.Columns)
        {
            if (!byName.Remove(column.Name, out var found))
            {
                faults.Add(new Fault(column.Name, "the table has no such column"));
            }
            else if (found.TypeText != column.TypeText)
            {
                faults.Add(new Fault(column.Name, $"is {found.TypeText} in the table and {column.TypeText} in the run"));
            }
            else if (found.IsKey != column.IsKey)
            {
                faults.Add(new Fault(column.Name, found.IsKey ? "is part of the table's primary key" : "is not part of the table's primary key"));
            }
        }

        faults.AddRange(byName.Keys.Select(name => new Fault(name, "the table has this column and the run does not")));
        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.TableMismatch, "The table has other columns than the run", faults);
        }
    }
}
