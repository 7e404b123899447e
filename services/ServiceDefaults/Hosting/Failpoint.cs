using System.Diagnostics;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>
/// A place where a test can have this process killed, as kill -9 does: the environment variable <c>FEDML_FAILPOINT</c>
/// names it. Without that, passing one costs a comparison.
/// </summary>
public static class Failpoint
{
    private static readonly string? Chosen = Environment.GetEnvironmentVariable("FEDML_FAILPOINT");

    /// <summary>Ends the process here if the failpoint <c>{what}-{when}</c> is chosen.</summary>
    public static void Pass(string what, string when)
    {
        if (Chosen is not null && Chosen == $"{what}-{when}")
        {
            Process.GetCurrentProcess().Kill();
            Process.GetCurrentProcess().WaitForExit();
        }
    }
}
