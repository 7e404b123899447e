using System.Globalization;
using FedMl.SampleTrainer.Recipes;

namespace FedMl.SampleTrainer.Data;

/// <summary>Reads the rows that a recipe wants from comma-separated lines without quotes, and names every fault.</summary>
internal sealed class DatasetReader(Recipe recipe)
{
    public const int MinRows = 30;

    /// <summary>Every fold of the cross-validation needs a row of every class, and so does what it trains on.</summary>
    public const int MinRowsPerClass = 10;

    private const int MaxFaults = 100;

    private readonly List<string> faults = [];

    public Dataset Read(IReadOnlyList<string> lines)
    {
        var (header, rows) = ReadRows(lines);
        CheckRows(rows);
        if (header.Contains(recipe.Label))
        {
            CheckClasses(rows);
        }

        ThrowIfAny();
        return Of(rows, [.. rows.Select(row => row.Label!).Distinct().Order(StringComparer.Ordinal)]);
    }

    /// <summary>Rows that are not learnt from, of the classes that are.</summary>
    public Dataset ReadHoldOut(IReadOnlyList<string> lines, IReadOnlyList<string> classes)
    {
        var (_, rows) = ReadRows(lines);
        faults.AddRange(rows.Select(row => row.Label).Where(label => label is not null && !classes.Contains(label)).Distinct()
            .Select(label => $"class '{label}' of the rows held out is none of {string.Join(", ", classes)}"));
        if (rows.Count == 0)
        {
            faults.Add("no rows are held out");
        }

        ThrowIfAny();
        return Of(rows, classes);
    }

    private (string[] Header, List<(double[] Values, string? Label)> Rows) ReadRows(IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            throw new TrainingException("the data has no header line");
        }

        var header = lines[0].Split(',');
        CheckHeader(header);
        return (header, lines.Skip(1).Select((line, index) => ReadRow(header, line.Split(','), index + 2)).ToList());
    }

    private Dataset Of(List<(double[] Values, string? Label)> rows, IReadOnlyList<string> classes) =>
        new(recipe.Features, classes, [.. rows.Select(row => new DatasetRow(row.Values, classes.ToList().IndexOf(row.Label!)))]);

    private void ThrowIfAny()
    {
        if (faults.Count > MaxFaults)
        {
            throw new TrainingException([.. faults.Take(MaxFaults), $"and {faults.Count - MaxFaults} more faults"]);
        }

        TrainingException.ThrowIfAny(faults);
    }

    private void CheckHeader(string[] header)
    {
        string[] known = [recipe.Key, .. recipe.Features, recipe.Label];
        faults.AddRange(header.Except(known).Select(column => $"line 1: unknown column '{column}'"));
        faults.AddRange(known.Skip(1).Except(header).Select(column => $"line 1: column '{column}' is missing"));
        faults.AddRange(header.CountBy(column => column).Where(column => column.Value > 1)
            .Select(column => $"line 1: column '{column.Key}' appears {column.Value} times"));
    }

    /// <summary>The values of a row, as far as they can be read; what cannot is among the faults.</summary>
    private (double[] Values, string? Label) ReadRow(string[] header, string[] cells, int line)
    {
        if (cells.Length != header.Length)
        {
            faults.Add($"line {line}: {cells.Length} cells where the header has {header.Length}");
            return ([], null);
        }

        var values = new double[recipe.Features.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var column = Array.IndexOf(header, recipe.Features[i]);
            if (column >= 0 && !TryParse(cells[column], out values[i]))
            {
                faults.Add($"line {line}: column '{recipe.Features[i]}' is not a finite number");
            }
        }

        var label = Array.IndexOf(header, recipe.Label) is var at and >= 0 ? cells[at] : null;
        if (label is not null && string.IsNullOrWhiteSpace(label))
        {
            faults.Add($"line {line}: column '{recipe.Label}' is empty");
        }

        return (values, label);
    }

    private void CheckRows(List<(double[] Values, string? Label)> rows)
    {
        if (rows.Count < MinRows)
        {
            faults.Add($"the data has {rows.Count} rows; at least {MinRows} are needed");
        }
    }

    private void CheckClasses(List<(double[] Values, string? Label)> rows)
    {
        var classes = rows.Select(row => row.Label).Where(label => !string.IsNullOrWhiteSpace(label)).CountBy(label => label!).ToList();
        if (classes.Count < 2 || classes.Count > recipe.MaxClasses)
        {
            faults.Add($"the data has {classes.Count} classes; {recipe.Model} needs 2 to {recipe.MaxClasses}");
        }

        faults.AddRange(classes.Where(group => group.Value < MinRowsPerClass).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"class '{group.Key}' has {group.Value} rows; at least {MinRowsPerClass} are needed"));
    }

    private static bool TryParse(string cell, out double value) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite((float)value);
}
