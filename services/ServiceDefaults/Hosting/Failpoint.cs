using System.Diagnostics;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>
/// A place where a test can have this process killed, as kill -9 does: the environment variable <c>FEDML_FAILPOINT</c>
/// names it, or its third passing as <c>name@3</c>. Without that, passing one costs a comparison.
/// </summary>
public static class Failpoint
{
    private static readonly string? Chosen = Environment.GetEnvironmentVariable("FEDML_FAILPOINT")?.Split('@')[0];
    private static int left = int.TryParse(Environment.GetEnvironmentVariable("FEDML_FAILPOINT")?.Split('@')[^1], out var times) ? times : 1;

    /// <summary>Ends the process here if the failpoint <c>{what}-{when}</c> is chosen.</summary>
    public static void Pass(string what, string when)
    {
        if (Chosen is not null && Chosen == $"{what}-{when}" && Interlocked.Decrement(ref left) == 0)
        {
            Process.GetCurrentProcess().Kill();
            Process.GetCurrentProcess().WaitForExit();
        }
    }
}
