using System.Diagnostics;

namespace FedMl.Models.Tools;

/// <summary>A disk of a few kilobytes that a test can really fill.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo place = Directory.CreateTempSubdirectory("fedml-disk-");

    public SmallDisk(int kilobytes)
    {
        if (!TryRun("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", Folder))
        {
            place.Delete();
            throw new InvalidOperationException("The disk cannot be mounted.");
        }
    }

    /// <summary>Why there can be none here; null: there can.</summary>
    public static string? Missing { get; } = Find();

    public string Folder => place.FullName;

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Takes all that is free but for so many bytes.</summary>
    public void Fill(int but = 0)
    {
        using var file = new FileStream(Filler, FileMode.Append);
        var page = new byte[4096];
        while (new DriveInfo(Folder).AvailableFreeSpace - page.Length >= but)
        {
            file.Write(page);
            file.Flush(flushToDisk: true);
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        TryRun("umount", "--lazy", Folder);
        place.Delete();
    }

    private static string? Find()
    {
        try
        {
            new SmallDisk(64).Dispose();
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return "a small disk can be mounted by root on Linux only";
        }
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A test that fills a disk; skipped, with the reason, where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Missing;
}
