using System.Runtime.InteropServices;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.ServiceDefaults.Folders;

/// <summary>Files that are there whole or not at all, whenever this process or the machine stops.</summary>
public static partial class WholeFile
{
    /// <summary>Replaces a file, or makes it: beside it, to the disk, then in its place.</summary>
    /// <param name="file">Its path; the folder must exist.</param>
    /// <param name="what">What it is, for the failpoints <c>{what}-half-written</c>, <c>{what}-unsynced</c>, <c>{what}-written</c> and <c>{what}-in-place</c>.</param>
    /// <param name="bytes">Its bytes.</param>
    public static void Write(string file, string what, ReadOnlySpan<byte> bytes)
    {
        var aside = NameBeside(file);
        try
        {
            using (var stream = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes[..(bytes.Length / 2)]);
                stream.Flush();
                Failpoint.Pass(what, "half-written");
                stream.Write(bytes[(bytes.Length / 2)..]);
                stream.Flush();
                Failpoint.Pass(what, "unsynced");
                stream.Flush(flushToDisk: true);
            }

            Failpoint.Pass(what, "written");
            Place(aside, file, what);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    /// <summary>A new name in the same folder, for a file that is being written.</summary>
    public static string NameBeside(string file) => $"{file}.{Guid.NewGuid():N}.tmp";

    /// <summary>Puts a file, which is on the disk, in the place of another, lastingly.</summary>
    public static void Place(string aside, string file, string what)
    {
        File.Move(aside, file, overwrite: true);
        FlushFolder(Path.GetDirectoryName(file)!);
        Failpoint.Pass(what, "in-place");
    }

    // Without it a power cut can take the new name back. .NET opens no folders, and Windows needs none of this.
    private static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        const int ReadOnly = 0;
        var handle = Open(folder, ReadOnly);
        if (handle >= 0)
        {
            _ = Sync(handle);
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
