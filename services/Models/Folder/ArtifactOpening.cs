using FedMl.Models.Registry;
using Microsoft.Win32.SafeHandles;

namespace FedMl.Models.Folder;

/// <summary>Opens a listed file and makes sure that it is that file, whatever happened to its path in between.</summary>
internal static class ArtifactOpening
{
    public static Stream Open(string root, RegistryFile file, long offset)
    {
        try
        {
            return OpenListed(root, file, offset);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Directory.Exists(root)
                ? new ArtifactCorruptException(file, "is gone", exception)
                : new RegistryUnavailableException(FolderRegistry.Unreadable, exception);
        }
        catch (Exception exception) when (FolderEntries.IsUnreadable(exception))
        {
            throw new RegistryUnavailableException($"{file.Path} of {file.Model} {file.Version} cannot be read.", exception);
        }
    }

    private static Stream OpenListed(string root, RegistryFile file, long offset)
    {
        var info = new FileInfo(Path.Join(root, file.Model, file.Version, file.Path));
        RequireListed(file, info.Length, info.LastWriteTimeUtc, info.CreationTimeUtc);
        if (file.SizeBytes == 0)
        {
            return new MemoryStream(0); // A pipe or a device has no size either, and opening one may wait for ever.
        }

        // Shared with everyone: a lock of ours must not keep a publisher from its work.
        var handle = File.OpenHandle(info.FullName, share: FileShare.ReadWrite | FileShare.Delete, options: FileOptions.SequentialScan | FileOptions.Asynchronous);
        try
        {
            RequireNoLink(root, file, handle);
            RequireListed(file, RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle), File.GetCreationTimeUtc(handle));
            return new FileStream(handle, FileAccess.Read, bufferSize: 0) { Position = offset };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void RequireListed(RegistryFile file, long size, DateTime written, DateTime created)
    {
        if (size != file.SizeBytes || VersionFolder.Stamp(written, created) != file.Stamp)
        {
            throw new ArtifactCorruptException(file, "has changed since it was published");
        }
    }

    // After the opening, so that a link put there between a look and the opening is found out by what was opened.
    private static void RequireNoLink(string root, RegistryFile file, SafeFileHandle handle)
    {
        var below = $"{file.Model}/{file.Version}/{file.Path}";
        var parts = below.Split('/');
        var isLinked = Enumerable.Range(1, parts.Length).Any(n => new FileInfo(Path.Join([root, .. parts.Take(n)])).IsLink());
        var opened = OperatingSystem.IsLinux() ? new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget : null;
        if (isLinked || (opened is not null && !opened.EndsWith("/" + below, StringComparison.Ordinal)))
        {
            throw new ArtifactCorruptException(file, "is reached over a link");
        }
    }
}
