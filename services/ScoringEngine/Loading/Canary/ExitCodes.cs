namespace FedMl.ScoringEngine.Loading.Canary;

/// <summary>How a process ended, in words.</summary>
internal static class ExitCodes
{
    // .NET tells the end by a signal as a shell does.
    private const int BySignal = 128;

    public static string NameOf(int exitCode) => (exitCode - BySignal) switch
    {
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        > 0 and < 65 => $"signal {exitCode - BySignal}",
        _ => $"exit code {exitCode}",
    };
}
