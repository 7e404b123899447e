namespace FedMl.Models.Tools;

/// <summary>Programs that tests/run installs.</summary>
internal static class ToolFiles
{
    public const string Azurite = "azurite/dist/src/blob/main.js";

    public static string PathOf(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FedMl.Services.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository."), "tests", "tools", "node_modules", file);
    }
}
