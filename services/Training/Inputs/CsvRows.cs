using System.Text;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.Training.Templates;

namespace FedMl.Training.Inputs;

/// <summary>
/// Writes batches as comma-separated lines with a header: entity keys, then features by their names alone. A value that is
/// missing is an empty cell; a cell is quoted (RFC 4180) only where it must be, so an empty text is <c>""</c>.
/// </summary>
internal sealed class CsvRows(Stream stream, IReadOnlyList<RowFilter> where)
{
    private bool hasHeader;

    /// <summary>Rows written.</summary>
    public long Written { get; private set; }

    /// <exception cref="ServiceException">INVALID_REQUEST: a filter names a column that is not there.</exception>
    public void Write(ColumnBatch batch)
    {
        ColumnTexts[] columns = [.. batch.EntityKeys.Concat(batch.Features).Select(column => new ColumnTexts(column))];
        var filters = where.Select(filter => (filter, Column: columns.FirstOrDefault(column => column.Name == filter.Feature) ?? throw Unknown(filter, columns))).ToArray();
        var text = new StringBuilder();
        if (!hasHeader)
        {
            text.AppendJoin(',', columns.Select(column => Cell(column.Name))).Append('\n');
            hasHeader = true;
        }

        for (var row = 0; row < columns[0].Count; row++)
        {
            if (filters.All(pair => pair.Column.TextOf(row) is { } value && (pair.filter.Is.Count == 0 || pair.filter.Is.Contains(value, StringComparer.Ordinal))))
            {
                text.AppendJoin(',', columns.Select(column => Cell(column.TextOf(row)))).Append('\n');
                Written++;
            }
        }

        stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    internal static string Cell(string? value) => value switch
    {
        null => "",
        "" => "\"\"",
        _ when value.AsSpan().IndexOfAny(",\"\r\n") < 0 => value,
        _ => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
    };

    private static ServiceException Unknown(RowFilter filter, ColumnTexts[] columns) => ServiceException.FromFaults(
        ErrorReason.InvalidRequest, "The template is wrong",
        [new Fault("where", $"there is no column {filter.Feature}; there are {string.Join(", ", columns.Select(column => column.Name))}")]);
}
