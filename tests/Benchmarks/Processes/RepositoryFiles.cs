namespace FedMl.Benchmarks.Processes;

/// <summary>Where the programs of this repository lie.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = Find();

    public static string Protos { get; } = Path.Combine(Root, "protos");

    public static string Node { get; } = Path.Combine(Root, "tests", "Benchmarks", "node");

    private static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>A service's program of the same build configuration as this one.</summary>
    public static string Service(string name) => Path.Combine(Root, "services", name, "bin", Configuration, "net10.0", $"FedMl.{name}.dll");

    /// <summary>A sample model's graph.</summary>
    public static string Sample(string model) => Path.Combine(Root, "services", "Local", "samples", "models", model, "1", "model.onnx");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FedMl.Services.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new LoadException("The benchmark runs inside the repository.");
    }
}
