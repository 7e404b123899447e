using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

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

    /// <summary>Makes a new file in the folder.</summary>
    /// <exception cref="ServiceException">MODEL_LOAD_FAILED: its path would leave it.</exception>
    public FileStream Create(string relativePath)
    {
        var full = relativePath.Contains('\0', StringComparison.Ordinal) ? "" : System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, relativePath));
        if (!full.StartsWith(Path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new ServiceException(ErrorReason.ModelLoadFailed, "A file of the artifact has a path that leads out of it.");
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
