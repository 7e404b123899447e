using System.Globalization;

namespace FedMl.BatchScoring.Sources;

/// <summary>A place in a list of files.</summary>
/// <param name="File">Number of the file.</param>
/// <param name="Row">Number of the row in it.</param>
internal readonly record struct FilePosition(int File, long Row)
{
    public static FilePosition Parse(string text)
    {
        if (text.Length == 0)
        {
            return default;
        }

        var parts = text.Split(':');
        return new FilePosition(int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Row}");
}
