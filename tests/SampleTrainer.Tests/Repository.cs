namespace FedMl.SampleTrainer.Tests;

internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Samples => Path.Combine(Root, "services", "Local", "samples");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
    }
}
