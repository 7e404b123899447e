using System.Text.Json;
using FedMl.Gateway.Requests;
using FedMl.Protos.Features.V1;

namespace FedMl.Gateway.Records;

/// <summary>Turns an array of JSON objects into columns, token by token; no document is built in between.</summary>
internal sealed class Table(string field, GatewayOptions limits, FaultList faults)
{
    private const int MaxFieldNameLength = 256;

    private readonly List<ColumnBuilder> columns = [];
    private readonly Dictionary<string, ColumnBuilder> byName = new(StringComparer.Ordinal);

    public int RowCount { get; private set; }

    /// <summary>Reads the value that the reader stands on.</summary>
    public void Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add(field, "must be an array of objects");
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (RowCount < limits.MaxRows)
            {
                CheckSize(columns.Count, RowCount + 1);
                ReadRow(ref reader, RowCount);
            }

            reader.Skip();
            RowCount++;
        }

        if (RowCount == 0 || RowCount > limits.MaxRows)
        {
            faults.AddRowCount(field, $"has {RowCount} rows; must have 1 to {limits.MaxRows}");
        }
        else if (columns.Count == 0)
        {
            faults.Add(field, "has no field in any row");
        }
    }

    public IEnumerable<Column> Build() => columns.Select(c => c.Build(RowCount));

    private void ReadRow(ref Utf8JsonReader reader, int row)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            faults.Add($"{field}[{row}]", "must be an object");
            return;
        }

        // Rows of one client have their fields in one order, so the next column is nearly always the right one.
        var expected = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = FindColumn(ref reader, expected++, row);
            reader.Read();
            var fault = ScalarReader.Read(ref reader, out var scalar);
            if (column is null)
            {
                continue;
            }

            if (fault is not null)
            {
                faults.Add($"{field}[{row}].{column.Name}", fault);
            }

            if (!column.TrySet(row, scalar))
            {
                faults.Add($"{field}[{row}].{column.Name}", "is there twice");
            }
        }
    }

    private ColumnBuilder? FindColumn(ref Utf8JsonReader reader, int expected, int row)
    {
        if (expected < columns.Count && reader.ValueTextEquals(columns[expected].Utf8Name))
        {
            return columns[expected];
        }

        if (!JsonText.TryGetText(ref reader, out var name) || name.Length is 0 or > MaxFieldNameLength)
        {
            faults.Add($"{field}[{row}]", $"has a field name that is not 1 to {MaxFieldNameLength} characters of valid Unicode");
            return null;
        }

        if (byName.TryGetValue(name, out var column))
        {
            return column;
        }

        CheckSize(columns.Count + 1, row + 1);
        column = new ColumnBuilder(name);
        byName.Add(name, column);
        columns.Add(column);
        return column;
    }

    // Ends the reading: what comes next would only take more memory.
    private void CheckSize(int columnCount, int rowCount)
    {
        if (columnCount > limits.MaxColumns || (long)columnCount * rowCount > limits.MaxValues)
        {
            faults.Add(field, $"has more than {limits.MaxColumns} different field names, or more than {limits.MaxValues} values");
            faults.ThrowIfAny();
        }
    }
}
