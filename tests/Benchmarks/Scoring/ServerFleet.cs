using FedMl.Benchmarks.Processes;

namespace FedMl.Benchmarks.Scoring;

/// <summary>All processes of a run; ends them, each by its own handle.</summary>
internal sealed class ServerFleet : IAsyncDisposable
{
    private readonly List<ChildProcess> processes = [];
    private readonly Dictionary<string, RunningServer> servers = [];
    private readonly Dictionary<string, string> absent = [];

    /// <summary>Servers that do not run, and why.</summary>
    public IReadOnlyDictionary<string, string> Absent => absent;

    public ChildProcess Keep(ChildProcess process)
    {
        processes.Add(process);
        return process;
    }

    /// <exception cref="LoadException">The server does not run; the message says why.</exception>
    public RunningServer Get(string name) =>
        servers.TryGetValue(name, out var server) ? server : throw new LoadException(absent.GetValueOrDefault(name) ?? $"There is no server {name}.");

    /// <summary>A server that does not start leaves its cells out, with the reason; the others are measured.</summary>
    public async Task StartAsync(string name, Func<Task<RunningServer>> start)
    {
        try
        {
            servers[name] = await start();
        }
        catch (LoadException exception)
        {
            absent[name] = exception.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(processes))
        {
            await process.DisposeAsync();
        }

        processes.Clear();
    }
}
