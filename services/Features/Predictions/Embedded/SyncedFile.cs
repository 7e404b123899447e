using System.Runtime.InteropServices;

namespace FedMl.Features.Predictions.Embedded;

/// <summary>Puts a finished file in its place so that it is there whole after any crash, or not at all.</summary>
internal static partial class SyncedFile
{
    private const int ReadOnly = 0;

    /// <exception cref="IOException">The disk did not take it, or a file of that name is there.</exception>
    public static void Publish(string aside, string path)
    {
        using (var file = File.OpenHandle(aside, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(file);
        }

        File.Move(aside, path);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes names in a folder last; Windows does so by itself.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(folder, ReadOnly);
        if (handle < 0)
        {
            throw new IOException($"The folder cannot be opened ({Marshal.GetLastPInvokeErrorMessage()}).");
        }

        try
        {
            if (Sync(handle) != 0)
            {
                throw new IOException($"The folder cannot be synced ({Marshal.GetLastPInvokeErrorMessage()}).");
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
