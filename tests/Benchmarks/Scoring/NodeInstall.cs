using FedMl.Benchmarks.Processes;

namespace FedMl.Benchmarks.Scoring;

/// <summary>Installs what the Node server needs, once, without its install scripts.</summary>
internal static class NodeInstall
{
    private const string Done = "ready";

    /// <exception cref="LoadException">npm is not there, or cannot.</exception>
    public static async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var installed = new FileInfo(Path.Combine(RepositoryFiles.Node, "node_modules", ".package-lock.json"));
        var wanted = new FileInfo(Path.Combine(RepositoryFiles.Node, "package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= wanted.LastWriteTimeUtc)
        {
            return;
        }

        const string Script = "npm ci --ignore-scripts --no-audit --no-fund --silent && echo " + Done;
        await using var npm = new ChildProcess("npm ci", "/bin/sh", ["-c", $"cd '{RepositoryFiles.Node}' && {Script}"]);
        await npm.ReadUntilAsync(Done, cancellationToken);
    }
}
