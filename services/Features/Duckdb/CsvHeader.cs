using System.Text;
using FedMl.Features.Sources;

namespace FedMl.Features.Duckdb;

/// <summary>
/// Column names and delimiter of a CSV file, from its first line. DuckDB's own detection drops lines that do not fit
/// its guess; told what the file must be, it reports them.
/// </summary>
internal sealed record CsvHeader(char Delimiter, IReadOnlyList<string> Columns)
{
    private const int MaxLength = 1024 * 1024;
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <exception cref="SourceUnavailableException">The first line is no header.</exception>
    public static CsvHeader Read(string path)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false));
        var line = FirstLine(reader);
        var delimiter = Delimiters.MaxBy(candidate => Split(line, candidate).Count);
        var columns = Split(line, delimiter).Select((name, i) => name.Length > 0 ? name : $"column{i}").ToArray();
        if (line.Length == 0)
        {
            throw new SourceUnavailableException("The file is empty.");
        }

        // DuckDB takes names that differ in case only for the same.
        return columns.Distinct(StringComparer.OrdinalIgnoreCase).Count() == columns.Length
            ? new CsvHeader(delimiter, columns)
            : throw new SourceUnavailableException("The file's first line names a column twice.");
    }

    private static string FirstLine(StreamReader reader)
    {
        var line = new StringBuilder();
        for (var next = reader.Read(); next is not (-1 or '\n' or '\r'); next = reader.Read())
        {
            line.Append((char)next);
            if (line.Length > MaxLength)
            {
                throw new SourceUnavailableException("The file's first line is too long.");
            }
        }

        return line.ToString();
    }

    private static List<string> Split(string line, char delimiter)
    {
        List<string> names = [];
        var name = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                name.Append(line[++i]);
            }
            else if (line[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[i] == delimiter && !isQuoted)
            {
                names.Add(name.ToString());
                name.Clear();
            }
            else
            {
                name.Append(line[i]);
            }
        }

        names.Add(name.ToString());
        return names;
    }
}
