namespace FedMl.Architecture.Tests;

/// <summary>The files of this repository as somebody reads them: what a build or an install left is not among them.</summary>
internal static class Repository
{
    private static readonly HashSet<string> NotOurs = new(StringComparer.Ordinal)
    {
        "bin", "obj", "node_modules", "TestResults", "artifacts", ".git", ".tools", ".vs", ".idea",
    };

    public static string Root { get; } = Find();

    public static IReadOnlyList<TextFile> Files { get; } = [.. Walk(Root).Select(Read)];

    public static IReadOnlyList<TextFile> Code { get; } = [.. Files.Where(f => f.Path.EndsWith(".cs", StringComparison.Ordinal))];

    public static TextFile File(string path) => Files.Single(f => f.Path == path);

    private static TextFile Read(string file) => new(Path.GetRelativePath(Root, file).Replace('\\', '/'), System.IO.File.ReadAllText(file));

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateDirectories(folder).Where(d => !NotOurs.Contains(Path.GetFileName(d))).SelectMany(Walk)
            .Concat(Directory.EnumerateFiles(folder).Where(f => Path.GetFileName(f) != ".git"));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "FedMl.Services.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
