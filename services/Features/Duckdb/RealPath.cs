namespace FedMl.Features.Duckdb;

/// <summary>Follows links, so that one can be refused that leads out of a folder.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>The path with all links followed, in its middle too.</summary>
    /// <exception cref="IOException">Links lead in a circle, or cannot be read.</exception>
    public static string Of(string path) => Follow(Path.GetFullPath(path), MaxLinks);

    public static bool IsInside(string folder, string path) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Follow(string path, int linksLeft)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (new FileInfo(real).LinkTarget is { } target)
            {
                var next = Path.GetFullPath(target, Path.GetDirectoryName(real)!);
                real = linksLeft > 0 ? Follow(next, linksLeft - 1) : throw new IOException("Links lead in a circle.");
            }
        }

        return real;
    }
}
