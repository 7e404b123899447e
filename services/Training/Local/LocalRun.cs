using System.Diagnostics;
using System.Globalization;
using FedMl.Training.Jobs;

namespace FedMl.Training.Local;

/// <summary>
/// The run of a job's command. A shell of its own session claims the folder (so that only one ever runs the command), notes its
/// process id, runs the command with its output in the log, and notes the exit code; each note is there whole or not at all.
/// </summary>
internal sealed class LocalRun(JobFolder folder)
{
    // Arguments are the shell's parameters, never its text: nothing in them is expanded. The shell outlives the signal that ends
    // its command, to note how that ended.
    private const string Script = """
        run=$1; shift
        trap : TERM
        (set -C; : > "$run/claim") 2>/dev/null || exit 0
        echo $$ > "$run/pid.tmp" && mv "$run/pid.tmp" "$run/pid"
        cd "$run/../outputs" && "$@" > ../log 2>&1 < /dev/null
        code=$?
        echo $code > "$run/exit.tmp" && mv "$run/exit.tmp" "$run/exit"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(10);

    private string Run { get; } = Path.GetFullPath(Path.Join(folder.Path, "run"));

    private string Claim => Path.Join(Run, "claim");

    /// <summary>Has the command run, if it has not been claimed; returns when the run has noted that it is there.</summary>
    public async Task StartAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, TimeProvider time, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Run);
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false, WorkingDirectory = Run, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["sh", "-c", Script, "fedml-job", Run, .. command])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var began = time.GetTimestamp();
        while (Look().State == LocalRunState.Lost && time.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(Breath, time, cancellationToken);
        }
    }

    /// <summary>How it is, and the exit code where it has ended.</summary>
    public (LocalRunState State, int Code) Look()
    {
        if (CodeNoted() is { } code)
        {
            return (LocalRunState.Ended, code);
        }

        if (Session() is { } session && ProcessTree.IsAlive(session, Run))
        {
            return (LocalRunState.Running, 0);
        }

        // It may have ended between the two looks.
        return CodeNoted() is { } late ? (LocalRunState.Ended, late) : (LocalRunState.Lost, 0);
    }

    /// <summary>Claims the folder if nobody has, so that the command never runs.</summary>
    public void Forbid()
    {
        try
        {
            Directory.CreateDirectory(Run);
            new FileStream(Claim, FileMode.CreateNew, FileAccess.Write).Dispose();
        }
        catch (IOException)
        {
        }
    }

    public long MemoryBytes() => Session() is { } session ? ProcessTree.MemoryBytes(session) : 0;

    /// <summary>Bytes of the log and the outputs.</summary>
    public long DiskBytes() => LogFile.Length(folder.Log)
        + new DirectoryInfo(folder.Outputs).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true })
            .Sum(file => file.Exists ? file.Length : 0);

    public void Terminate() => Signal(15);

    public void Kill() => Signal(9);

    private void Signal(int signal)
    {
        if (Session() is { } session && ProcessTree.IsAlive(session, Run))
        {
            ProcessTree.Signal(session, signal);
        }
    }

    private int? Session() => Number(Path.Join(Run, "pid"));

    private int? CodeNoted() => Number(Path.Join(Run, "exit"));

    private static int? Number(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}

internal enum LocalRunState
{
    /// <summary>There is no process, and no exit code.</summary>
    Lost,

    Running,

    Ended,
}
