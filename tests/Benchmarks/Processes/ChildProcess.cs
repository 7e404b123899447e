using System.Diagnostics;
using System.Threading.Channels;

namespace FedMl.Benchmarks.Processes;

/// <summary>A process that the benchmark starts and ends, by its own handle.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Process process;
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private readonly Queue<string> lastWords = new();
    private readonly Lock gate = new();

    /// <param name="name">What to call it in messages.</param>
    /// <param name="program">Program to start.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables on top of ours.</param>
    /// <exception cref="LoadException">It does not start.</exception>
    public ChildProcess(string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        Name = name;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ORT_DISABLE_TELEMETRY"] = "1";
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new LoadException($"{name} does not start: {program}: {exception.Message}", exception);
        }

        process.OutputDataReceived += (_, line) => Take(line.Data, isOutput: true);
        process.ErrorDataReceived += (_, line) => Take(line.Data, isOutput: false);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Name { get; }

    public bool HasExited => process.HasExited;

    /// <summary>Processor time of the process so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Memory of the process now, bytes.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>This very program as a child with another command.</summary>
    public static ChildProcess Self(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        new(name, "dotnet", [typeof(ChildProcess).Assembly.Location, .. arguments], environment);

    public async Task WriteLineAsync(string line)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(line);
            await process.StandardInput.FlushAsync();
        }
        catch (IOException exception)
        {
            throw new LoadException(Explain("takes no more input"), exception);
        }
    }

    /// <summary>The next line of its output.</summary>
    /// <exception cref="LoadException">It ended, or said nothing for a long time.</exception>
    public async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await lines.Reader.ReadAsync(patience.Token);
        }
        catch (ChannelClosedException exception)
        {
            await process.WaitForExitAsync(cancellationToken);
            throw new LoadException(Explain($"ended with exit code {process.ExitCode}"), exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LoadException(Explain($"said nothing for {Patience.TotalSeconds} s"), exception);
        }
    }

    /// <summary>The next line of its output that starts with a word.</summary>
    public async Task<string> ReadUntilAsync(string word, CancellationToken cancellationToken)
    {
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken);
            if (line.StartsWith(word, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    /// <summary>What happened to it, with the last lines that it wrote.</summary>
    public string Explain(string what)
    {
        lock (gate)
        {
            return lastWords.Count == 0 ? $"{Name} {what} and wrote nothing." : $"{Name} {what}. Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, lastWords)}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Take(string? line, bool isOutput)
    {
        if (line is null)
        {
            _ = isOutput && lines.Writer.TryComplete();
            return;
        }

        lock (gate)
        {
            lastWords.Enqueue(line);
            if (lastWords.Count > KeptLines)
            {
                lastWords.Dequeue();
            }
        }

        _ = isOutput && lines.Writer.TryWrite(line);
    }
}
