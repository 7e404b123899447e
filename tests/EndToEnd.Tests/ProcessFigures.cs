using System.Globalization;

namespace FedMl.EndToEnd.Tests;

/// <summary>What the kernel tells of a process.</summary>
/// <param name="ResidentBytes">Memory that it has.</param>
/// <param name="Handles">Open files and sockets.</param>
/// <param name="Threads">Threads.</param>
internal sealed record ProcessFigures(long ResidentBytes, int Handles, int Threads)
{
    public static ProcessFigures Of(int process)
    {
        var status = File.ReadLines($"/proc/{process}/status").Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLookup(words => words[0]);
        long Value(string name) => long.Parse(status[name].Single()[1], CultureInfo.InvariantCulture);
        return new ProcessFigures(Value("VmRSS:") * 1024, Directory.GetFileSystemEntries($"/proc/{process}/fd").Length, (int)Value("Threads:"));
    }
}
