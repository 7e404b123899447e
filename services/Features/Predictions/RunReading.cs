using FedMl.Features.Columns;
using FedMl.Features.Sources;
using FedMl.Features.Sql.Statements;
using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Predictions;

/// <summary>Reads what a run tells of itself; finds all faults before any is told.</summary>
internal sealed class RunReading(PredictionOptions limits)
{
    private static readonly ValueType[] KeyTypes = [ValueType.String, ValueType.Int64, ValueType.Date];

    private readonly List<Fault> faults = [];

    /// <exception cref="ServiceException">INVALID_REQUEST.</exception>
    public PredictionTable Read(PredictionRun run)
    {
        Check(run.Tenant is "" or Tenants.Local, "run.tenant", $"must be {Tenants.Local}: there are no others while there is no sign-in");
        Check(Identifier.IsValid(run.Table) && run.Table.Length <= SqlName.MaxBytes, "run.table", $"must be 1 to {SqlName.MaxBytes} letters, digits and _, not a digit first");
        foreach (var (field, text) in RunColumns.TextsOf(run))
        {
            Check(text.Length > 0 && text.Length <= limits.MaxKeyLength && !text.Any(char.IsControl), field, $"must be 1 to {limits.MaxKeyLength} characters and no control character");
        }

        Check(run.Keys.Count > 0, "run.keys", "must have at least one column");
        Check(run.Outputs.Count > 0, "run.outputs", "must have at least one column");
        var count = run.Keys.Count + run.Outputs.Count;
        if (count > limits.MaxColumns)
        {
            faults.Add(new Fault("run", $"has {count} columns; at most {limits.MaxColumns} are taken"));
            throw Wrong();
        }

        TableColumn[] columns = [.. Read("run.keys", run.Keys, isKey: true), .. Read("run.outputs", run.Outputs, isKey: false)];
        CheckNames(columns);
        return faults.Count == 0 ? RunColumns.Around(run, columns) : throw Wrong();
    }

    private IEnumerable<TableColumn> Read(string field, IReadOnlyList<PredictionTableColumn> columns, bool isKey)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            var (column, at) = (columns[i], $"{field}[{i}]");
            Check(SqlName.CanExist(column.Name), $"{at}.name", $"must be 1 to {SqlName.MaxBytes} bytes and no control character");
            if (isKey)
            {
                Check(KeyTypes.Contains(column.Type), $"{at}.type", "must be STRING, INT64 or DATE");
            }
            else
            {
                Check(column.Type != ValueType.Unspecified && Enum.IsDefined(column.Type), $"{at}.type", "must be one of the types of values");
            }

            var isDecimal = column.Type == ValueType.Decimal;
            var (precision, scale) = isDecimal && column.Precision == 0 && column.Scale == 0 ? (TableColumn.MaxPrecision, TableColumn.DefaultScale) : (column.Precision, column.Scale);
            Check(
                isDecimal ? precision is >= 1 and <= TableColumn.MaxPrecision && scale >= 0 && scale <= precision : (precision, scale) == (0, 0),
                at,
                isDecimal ? $"must have a precision of 1 to {TableColumn.MaxPrecision} and a scale of 0 to that" : "has a precision or scale, which only a DECIMAL has");
            yield return new TableColumn(column.Name, column.Type, precision, scale, isKey);
        }
    }

    // Some databases take names for the same that differ by case only.
    private void CheckNames(IReadOnlyList<TableColumn> columns)
    {
        foreach (var same in columns.GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase).Where(same => SqlName.CanExist(same.Key)))
        {
            Check(same.Count() == 1, "run", $"two columns are called {same.Key}, or differ by upper and lower case only");
            Check(!RunColumns.Names.Contains(same.Key, StringComparer.OrdinalIgnoreCase), "run", $"{same.Key} is a column that each table has of its own");
        }
    }

    private void Check(bool isRight, string field, string description)
    {
        if (!isRight)
        {
            faults.Add(new Fault(field, description));
        }
    }

    private ServiceException Wrong() => ServiceException.FromFaults(ErrorReason.InvalidRequest, "The run is wrong", faults);
}
