using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Training.Jobs;

/// <summary>Gives jobs their turns, the oldest first; those that a process before this one had begun have theirs at once.</summary>
internal sealed class JobScheduler(
    JobStore store, JobSteps steps, TrainingMetrics metrics, IOptions<TrainingOptions> options, TimeProvider time, ILogger<JobScheduler> logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Job, Task> running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var stopping = Task.Delay(Timeout.Infinite, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var added = store.Added;
            var all = store.All;
            foreach (var job in all.Where(job => !job.State.IsEnd() && !running.ContainsKey(job)).OrderBy(job => job.State == JobState.Queued))
            {
                if (running.Count < options.Value.MaxRunningJobs && (job.State != JobState.Queued || running.Keys.Count(job.IsOfTheSameTemplateAs) < job.Request.Template.Concurrency))
                {
                    running.Add(job, Task.Run(() => RunAsync(job, stoppingToken), CancellationToken.None));
                }
            }

            metrics.Running.Set(running.Count);
            metrics.Waiting.Set(all.Count(job => job.State == JobState.Queued && !running.ContainsKey(job)));
            await Task.WhenAny([added, stopping, .. running.Values]);
            foreach (var (job, _) in running.Where(run => run.Value.IsCompleted).ToArray())
            {
                running.Remove(job);
            }
        }

        await Task.WhenAll(running.Values);
    }

    private async Task RunAsync(Job job, CancellationToken stoppingToken)
    {
        try
        {
            await RunWithPatienceAsync(job, stoppingToken);
            var last = job.View.Facts[^1];
            metrics.Ended(job.State);
            logger.JobChanged(job.Id, job.Request.Template.Name, job.State, last.Reason ?? "");
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next process goes on with it.
        }
        catch (ServiceException exception)
        {
            // Not even its end can be written down: it has another turn later.
            logger.JobHeldUp(job.Id, exception.Message);
            await Task.Delay(LongestPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A neighbour that cannot be reached and a disk that is full are waited for, for a time.
    private async Task RunWithPatienceAsync(Job job, CancellationToken stoppingToken)
    {
        var began = time.GetTimestamp();
        var pause = options.Value.Look;
        var facts = 0;
        while (true)
        {
            try
            {
                await steps.RunAsync(job, stoppingToken);
                return;
            }
            catch (ServiceException) when (stoppingToken.IsCancellationRequested)
            {
                // A call that this process gave up tells nothing of the job.
                throw new OperationCanceledException(stoppingToken);
            }
            catch (ServiceException exception) when (ErrorCatalogue.Of(exception.Reason).Retryable && job.State != JobState.Canceling && time.GetElapsedTime(began) < options.Value.NeighbourPatience)
            {
                logger.JobHeldUp(job.Id, exception.Message);
                if (job.View.Facts.Count > facts)
                {
                    // It got on: patience begins anew.
                    (facts, began, pause) = (job.View.Facts.Count, time.GetTimestamp(), options.Value.Look);
                }

                await Task.Delay(pause, time, stoppingToken);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
            catch (ServiceException exception)
            {
                JobSteps.End(job, JobState.Failed, ErrorCatalogue.Of(exception.Reason).Name, exception.Message);
                return;
            }
            catch (OutputInvalidException exception)
            {
                JobSteps.End(job, JobState.Failed, "OUTPUT_INVALID", exception.Message);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.JobBroke(exception, job.Id);
                JobSteps.End(job, JobState.Failed, ErrorCatalogue.Of(ErrorReason.Internal).Name, "Internal error.");
                return;
            }
        }
    }
}
