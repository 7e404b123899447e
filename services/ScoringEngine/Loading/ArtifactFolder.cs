namespace FedMl.ScoringEngine.Loading;

/// <summary>
/// A private folder for an artifact that cannot load from memory. Only we write to it, file by file from verified
/// streams, so it holds no link and nothing that the artifact does not list.
/// </summary>
internal sealed class ArtifactFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public ArtifactFolder(string parent)
    {
        var root = parent.Length > 0 ? parent : System.IO.Path.GetTempPath();
        Path = System.IO.Path.Combine(root, "fedml-artifact-" + Guid.NewGuid().ToString("N"));
        CreatePrivate(Path);
    }

    public string Path { get; }

    /// <summary>Makes a new file in the folder; refuses a path that would leave it.</summary>
    public FileStream Create(string relativePath)
    {
        var full = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, relativePath));
        if (!full.StartsWith(Path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new InvalidDataException("A file of the artifact has a path outside of it.");
        }

        CreatePrivate(System.IO.Path.GetDirectoryName(full)!);
        return new FileStream(full, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }
}
