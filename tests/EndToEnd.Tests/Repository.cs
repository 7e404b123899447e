namespace FedMl.EndToEnd.Tests;

internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Samples { get; } = Path.Combine(Root, "services", "Local", "samples");

    public static string Tools { get; } = Path.Combine(Root, "tests", "tools");

    /// <summary>The Local program of the same build configuration as these tests.</summary>
    public static string Local { get; } = Service("Local");

    /// <summary>The program that leaks on purpose.</summary>
    public static string LeakingHost { get; } = Path.Combine(Root, "tests", "LeakingHost", "bin", Configuration, "net10.0", "FedMl.Tests.LeakingHost.dll");

    public static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    public static string Service(string name) => Path.Combine(Root, "services", name, "bin", Configuration, "net10.0", $"FedMl.{name}.dll");

    public static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FedMl.Services.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
