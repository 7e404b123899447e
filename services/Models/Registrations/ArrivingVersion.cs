using FedMl.Models.Registry;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Registrations;

/// <summary>Files of a version that arrive piece by piece in a folder that nobody looks at; deleted unless it was renamed.</summary>
internal sealed class ArrivingVersion : IDisposable
{
    private readonly ModelsOptions limits;
    private readonly HashSet<string> paths = new(StringComparer.Ordinal);
    private FileStream? open;
    private string openPath = "";
    private long bytes;

    public ArrivingVersion(string folder, ModelsOptions limits)
    {
        (Folder, this.limits) = (folder, limits);
        Directory.CreateDirectory(folder);
    }

    public string Folder { get; }

    /// <exception cref="ServiceException">INVALID_REQUEST, MODEL_LIMIT_REACHED.</exception>
    public void Take(string path, ReadOnlyMemory<byte> data)
    {
        if (path == FolderRegistrations.Lineage)
        {
            throw RegistrationCheck.Wrong("path", $"{FolderRegistrations.Lineage} is written by the registry");
        }

        Add(path, data);
    }

    /// <summary>The last piece has come.</summary>
    /// <exception cref="ServiceException">INVALID_REQUEST: there is no model among the files.</exception>
    public void End()
    {
        Close();
        if (!paths.Contains(ArtifactPath.Model))
        {
            throw RegistrationCheck.Wrong("path", $"there is no {ArtifactPath.Model}");
        }
    }

    public void Add(string path, ReadOnlyMemory<byte> data)
    {
        if (path != openPath || open is null)
        {
            Close();
            Open(path);
        }

        bytes += data.Length;
        if (bytes > limits.MaxArtifactBytes)
        {
            throw new ServiceException(ErrorReason.ModelLimitReached, $"The version is larger than {limits.MaxArtifactBytes} bytes.");
        }

        open!.Write(data.Span);
        if (path == FolderRegistrations.Lineage)
        {
            Close();
        }
    }

    public void Dispose()
    {
        open?.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private void Open(string path)
    {
        if (!ArtifactPath.IsValid(path) || path.Split('/').Any(ModelName.IsHidden))
        {
            throw RegistrationCheck.Wrong("path", $"must be {ArtifactPath.Form}, and no part hidden");
        }

        if (!paths.Add(path) || paths.Count > limits.MaxFilesPerVersion)
        {
            throw paths.Count > limits.MaxFilesPerVersion
                ? new ServiceException(ErrorReason.ModelLimitReached, $"The version has more than {limits.MaxFilesPerVersion} files.")
                : RegistrationCheck.Wrong("path", "the pieces of a file must follow one another");
        }

        var file = Path.Join(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        open = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        openPath = path;
    }

    private void Close()
    {
        open?.Flush(flushToDisk: true);
        open?.Dispose();
        open = null;
    }
}
