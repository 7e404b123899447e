using System.Diagnostics;
using System.Runtime.InteropServices;
using FedMl.ServiceDefaults.Errors;
using FedMl.Training.Inputs;
using FedMl.Training.Jobs;
using FedMl.Training.Templates;
using Microsoft.Extensions.Options;

namespace FedMl.Training.Local;

/// <summary>
/// Runs commands as child processes in sessions of their own, so that they outlive this process. What is known of a run is
/// in its folder, written by the run itself (see <see cref="LocalRun"/>).
/// </summary>
internal sealed class LocalRunner(IOptions<TrainingOptions> options, TimeProvider time) : IJobRunner
{
    private readonly LocalOptions local = options.Value.Local;

    public void Check(Template template)
    {
        List<Fault> faults = [];
        if (!local.Programs.ContainsKey(template.Command[0]))
        {
            faults.Add(new Fault("command", $"the program is none of those that {TrainingOptions.Section}:{nameof(TrainingOptions.Local)}:{nameof(LocalOptions.Programs)} allows: {(local.Programs.Count == 0 ? "none" : string.Join(", ", local.Programs.Keys.Order(StringComparer.Ordinal)))}"));
        }

        if (template.Limits.MemoryBytes > local.MaxMemoryBytes)
        {
            faults.Add(new Fault("limits.memory", $"is more than {local.MaxMemoryBytes} bytes"));
        }

        if (template.Limits.DiskBytes > local.MaxDiskBytes)
        {
            faults.Add(new Fault("limits.disk", $"is more than {local.MaxDiskBytes} bytes"));
        }

        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.JobNotAllowed, $"Template {template.Name} asks for what is not allowed", faults);
        }
    }

    public async Task StartAsync(Job job, CancellationToken cancellationToken)
    {
        var template = job.Request.Template;
        Check(template);
        var run = new LocalRun(job.Folder);
        try
        {
            Directory.CreateDirectory(job.Folder.Outputs);
            await run.StartAsync([.. ProgramOf(template.Command[0]), .. template.Command.Skip(1).Select(argument => Fill(job, argument))], EnvironmentOf(job), time, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            throw new ServiceException(ErrorReason.JobsUnavailable, "A command cannot be begun at the moment.", null, exception);
        }
    }

    public Task<RunEnd?> LookAsync(Job job, CancellationToken cancellationToken)
    {
        var run = new LocalRun(job.Folder);
        var limits = job.Request.Template.Limits;
        var (state, code) = run.Look();
        job.ShowLog(LogFile.EndOfLines(job.Folder.Log, job.View.LogEnd));
        if (state == LocalRunState.Running)
        {
            var broken = run.MemoryBytes() > limits.MemoryBytes ? new RunEnd("MEMORY_LIMIT", $"The command took more than {limits.MemoryBytes} bytes of memory.")
                : run.DiskBytes() > limits.DiskBytes ? new RunEnd("DISK_LIMIT", $"The command wrote more than {limits.DiskBytes} bytes.")
                : job.View.StartedAt is { } began && time.GetUtcNow() - began > limits.Time ? new RunEnd("TIME_LIMIT", $"The command took longer than {limits.Time}.")
                : null;
            if (broken is null)
            {
                return Task.FromResult<RunEnd?>(null);
            }

            run.Kill();
            return Task.FromResult<RunEnd?>(broken);
        }

        // No more is coming: what has no end of line is shown too.
        job.ShowLog(LogFile.Length(job.Folder.Log));
        return Task.FromResult<RunEnd?>((state, code) switch
        {
            (LocalRunState.Ended, 0) when run.DiskBytes() > limits.DiskBytes => new RunEnd("DISK_LIMIT", $"The command wrote more than {limits.DiskBytes} bytes."),
            (LocalRunState.Ended, 0) => new RunEnd(null, ""),
            (LocalRunState.Ended, _) => new RunEnd("EXIT_CODE", $"The command ended with {code}."),
            _ => new RunEnd("LOST", "The command is gone and did not say how it ended: it was killed."),
        });
    }

    public async Task StopAsync(Job job, CancellationToken cancellationToken)
    {
        var run = new LocalRun(job.Folder);
        run.Forbid();
        run.Terminate();
        var began = time.GetTimestamp();
        while (run.Look().State == LocalRunState.Running && time.GetElapsedTime(began) < local.Stop)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }

        run.Kill();
    }

    private string[] ProgramOf(string name)
    {
        var file = Path.GetFullPath(local.Programs[name]);
        return file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? [DotnetHost(), file] : [file];
    }

    private static string DotnetHost()
    {
        var host = Path.GetFullPath(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return File.Exists(host) ? host : "dotnet";
    }

    private static string Fill(Job job, string argument) => Placeholders.Fill(argument, name =>
    {
        if (name == Placeholders.Outputs)
        {
            return Path.GetFullPath(job.Folder.Outputs);
        }

        if (name.StartsWith(Placeholders.Parameters, StringComparison.Ordinal))
        {
            return job.Request.Parameters[name[Placeholders.Parameters.Length..]];
        }

        var isHoldOut = name.EndsWith(Placeholders.HoldOut, StringComparison.Ordinal);
        var input = name[Placeholders.Inputs.Length..(isHoldOut ? ^Placeholders.HoldOut.Length : ^0)];
        return Path.GetFullPath(InputMaker.FileOf(job.Folder, job.Request.Template.Inputs.Single(i => i.Name == input), isHoldOut));
    });

    // Nothing of this process's environment: it may hold secrets.
    private static Dictionary<string, string> EnvironmentOf(Job job)
    {
        var folder = Path.GetFullPath(job.Folder.Path);
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = folder,
            ["TMPDIR"] = Path.Join(folder, "outputs"),
            ["LANG"] = "C.UTF-8",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_EnableDiagnostics"] = "0",
            ["FEDML_JOB"] = job.Id,
        };
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root)
        {
            environment["DOTNET_ROOT"] = root;
        }

        return environment;
    }
}
