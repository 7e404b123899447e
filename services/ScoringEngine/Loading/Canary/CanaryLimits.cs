using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace FedMl.ScoringEngine.Loading.Canary;

/// <summary>Limits that the process which tries a version sets itself before it touches it.</summary>
internal static partial class CanaryLimits
{
    // resource.h of Linux.
    private const int Core = 4;
    private const int Data = 2;
    private const int NotPermitted = 1;

    /// <param name="moreBytes">Memory that it may take beyond what it has now.</param>
    public static void Set(long moreBytes)
    {
        // Requests go first: a new version can wait.
        using var self = Process.GetCurrentProcess();
        self.PriorityClass = ProcessPriorityClass.BelowNormal;
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        PreferToEnd();
        Limit(Core, 0);
        Limit(Data, DataBytes() + moreBytes);
    }

    // Where the system runs out of memory all the same, this process is the one to go.
    private static void PreferToEnd()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "1000");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Some sandboxes have no such file; the limits hold all the same.
        }
    }

    // What Linux counts against the limit: everything writable that no other process sees.
    private static long DataBytes()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmData:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static void Limit(int what, long bytes)
    {
        // Not permitted where the system's own limit is the lower one, which then holds.
        if (SetLimit(what, [(nuint)bytes, (nuint)bytes]) != 0 && Marshal.GetLastPInvokeError() != NotPermitted)
        {
            throw new InvalidOperationException($"Limit {what} cannot be set: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    // struct rlimit { soft, hard }.
    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int what, nuint[] limits);
}
