using System.Globalization;
using System.Text;

namespace FedMl.Training.Inputs;

/// <summary>Reads what <see cref="CsvRows"/> wrote.</summary>
internal sealed class CsvTable
{
    private readonly IReadOnlyList<string?> header;
    private readonly IReadOnlyList<IReadOnlyList<string?>> rows;

    private CsvTable(List<IReadOnlyList<string?>> lines) => (header, rows) = lines.Count == 0 ? ([], []) : (lines[0], lines[1..]);

    public int Count => rows.Count;

    /// <summary>Null: there is no value.</summary>
    public string? this[int row, int column] => rows[row][column];

    public static CsvTable Read(string path) => Parse(File.ReadAllText(path));

    public int? ColumnOf(string name) => header.ToList().IndexOf(name) is >= 0 and var index ? index : null;

    /// <summary>NaN: it is none.</summary>
    public static double NumberOf(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    internal static CsvTable Parse(string text)
    {
        List<IReadOnlyList<string?>> lines = [];
        List<string?> line = [];
        for (var i = 0; i < text.Length; i++)
        {
            line.Add(Cell(text, ref i));
            if (i >= text.Length || text[i] == '\n')
            {
                lines.Add(line);
                line = [];
            }
        }

        return new CsvTable(lines);
    }

    // Leaves i at the comma or end of line behind the cell.
    private static string? Cell(string text, ref int i)
    {
        if (i < text.Length && text[i] == '"')
        {
            var cell = new StringBuilder();
            for (i++; i < text.Length; i++)
            {
                if (text[i] != '"')
                {
                    cell.Append(text[i]);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append(text[i++]);
                }
                else
                {
                    i++;
                    break;
                }
            }

            return cell.ToString();
        }

        var end = text.AsSpan(i).IndexOfAny(',', '\n') is >= 0 and var length ? i + length : text.Length;
        var plain = text[i..end];
        i = end;
        return plain.Length == 0 ? null : plain;
    }
}
