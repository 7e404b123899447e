using System.Globalization;
using System.Runtime.InteropServices;

namespace FedMl.Training.Local;

/// <summary>The processes of a session, as <c>/proc</c> shows them.</summary>
internal static partial class ProcessTree
{
    // Of /proc/<pid>/stat, counted behind the name, which ends with the last parenthesis.
    private const int SessionField = 3;
    private const int PagesField = 21;

    /// <summary>Whether the leader of a session is there, and is one of ours: ids are used again.</summary>
    public static bool IsAlive(int session, string argument)
    {
        try
        {
            return File.ReadAllText($"/proc/{session}/cmdline").Contains(argument, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Resident memory of all processes of a session together.</summary>
    public static long MemoryBytes(int session) => Directory.EnumerateDirectories("/proc")
        .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
        .Select(folder => Stat(Path.Join(folder, "stat")))
        .Where(stat => stat.Length > PagesField && stat[SessionField] == session.ToString(CultureInfo.InvariantCulture))
        .Sum(stat => long.Parse(stat[PagesField], CultureInfo.InvariantCulture) * Environment.SystemPageSize);

    /// <summary>Sends a signal to the session's process group.</summary>
    public static void Signal(int session, int signal) => _ = Kill(-session, signal);

    private static string[] Stat(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
