using System.Runtime.InteropServices;
using FedMl.BatchScoring.Blobs;
using FedMl.BatchScoring.Jobs;
using FedMl.BatchScoring.Specification;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring;

/// <summary>The command: scores a job, tries it, explains it, or puts its parts together.</summary>
internal static class BatchCommand
{
    private const string Usage = """
        [finish] [JOB.yaml] [options]     scores many rows and ends
          --dry-run         checks everything, scores ten rows, writes nothing
          --explain-plan    says what would be done
          --any.setting X   replaces a setting of the file, such as --source.path data/customers.parquet
        finish puts the parts of a job (partition.count) together when all are done.
        Ends with 0 done, 1 failed, 2 specification not valid, 3 too many rejected rows, 143 stopped; after 1, 3 and 143
        the same call goes on behind what is written.
        """;

    // Kubernetes and systemd wait longer; whoever waits for nothing longer than this has abandoned a chunk, and loses nothing.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(8);

    public static async Task<ExitCode> RunAsync(string[] args, TextWriter output, TextWriter complaints)
    {
        if (args is ["--help" or "-h", ..])
        {
            await output.WriteLineAsync(Usage);
            return ExitCode.Done;
        }

        using var stop = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await RunAsync(args, output, stop.Token);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await complaints.WriteLineAsync("Stopped. The same call goes on behind what is written.");
            return ExitCode.Stopped;
        }
        catch (ServiceException exception)
        {
            await complaints.WriteLineAsync($"{ErrorCatalogue.Of(exception.Reason).Name}: {exception.Message}");
            return exception.Reason switch
            {
                ErrorReason.JobSpecificationInvalid => ExitCode.SpecificationInvalid,
                ErrorReason.TooManyRejectedRows => ExitCode.TooManyRejected,
                _ => ExitCode.Failed,
            };
        }
        catch (Exception exception)
        {
            // A bug of ours, which is to be found: its text is for whoever runs the job, and no service's answer.
            await complaints.WriteLineAsync($"{ErrorCatalogue.Of(ErrorReason.Internal).Name}: {exception}");
            return ExitCode.Failed;
        }

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
            _ = Task.Delay(StopTime).ContinueWith(_ => Environment.Exit((int)ExitCode.Stopped), TaskScheduler.Default);
        }
    }

    private static async Task RunAsync(string[] args, TextWriter output, CancellationToken cancellationToken)
    {
        var finish = args is ["finish", ..];
        List<string> rest = [.. finish ? args[1..] : args];
        var dryRun = rest.Remove("--dry-run");
        var explain = rest.Remove("--explain-plan");
        var file = rest.Count > 0 && !rest[0].StartsWith('-') ? rest[0] : null;
        var specification = SpecificationReader.Read(file, file is null ? rest : rest[1..], Environment.GetEnvironmentVariables());
        if (finish)
        {
            await new JobFinish(Stores.Open(specification.Sink, TimeProvider.System), specification.Sink).RunAsync(specification.Partition.Count, output, cancellationToken);
            return;
        }

        using var job = await Job.OpenAsync(specification, TimeProvider.System, cancellationToken);
        if (explain)
        {
            await PlanText.WriteAsync(job, output);
        }

        if (dryRun)
        {
            var (rows, rejected) = await job.TryAsync(cancellationToken);
            await output.WriteLineAsync($"The job is valid. Of the first {rows + rejected} rows {rows} can be scored. Nothing was written.");
        }

        if (!explain && !dryRun)
        {
            await job.RunAsync(output, !Console.IsOutputRedirected, cancellationToken);
        }
    }
}
