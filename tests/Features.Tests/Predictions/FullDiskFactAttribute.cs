using System.Diagnostics;

namespace FedMl.Features.Tests.Predictions;

/// <summary>A test that needs a file which no byte fits into; skipped, with the reason, where this user may make none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FullDiskFactAttribute : FactAttribute
{
    public FullDiskFactAttribute()
    {
        var probe = Path.Combine(Path.GetTempPath(), $"fedml-full-{Guid.NewGuid():N}");
        if (!TryMake(probe))
        {
            Skip = "mknod is not permitted, and only it makes a full disk";
        }

        File.Delete(probe);
    }

    /// <summary>Makes the device that Linux calls /dev/full: each write to it fails as on a full disk.</summary>
    public static void MakeFull(string path) => Assert.True(TryMake(path));

    private static bool TryMake(string path)
    {
        try
        {
            using var mknod = Process.Start(new ProcessStartInfo("mknod", [path, "c", "1", "7"]) { RedirectStandardError = true })!;
            mknod.WaitForExit();
            return mknod.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
