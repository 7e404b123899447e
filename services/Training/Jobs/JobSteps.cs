using FedMl.ServiceDefaults.Hosting;
using FedMl.Training.Inputs;
using FedMl.Training.Publication;
using Microsoft.Extensions.Options;

namespace FedMl.Training.Jobs;

/// <summary>
/// What happens to a job that has its turn, step by step. Each step looks first whether the journal says that it was done,
/// and can be done again where it does not: so a job goes on where a killed process left it.
/// </summary>
internal sealed class JobSteps(InputMaker inputs, IJobRunner runner, PublicationSteps publication, IOptions<TrainingOptions> options, TimeProvider time)
{
    public async Task RunAsync(Job job, CancellationToken cancellationToken)
    {
        await PrepareAsync(job, cancellationToken);
        if (job.State.IsEnd())
        {
            return; // Canceled before its turn.
        }

        await StartAsync(job, cancellationToken);
        if (await FollowAsync(job, cancellationToken) is { Reason: not null } bad)
        {
            End(job, JobState.Failed, bad.Reason, bad.Detail);
            return;
        }

        // From here on a job is no longer canceled: it would be half registered.
        if (job.State != JobState.Finalizing && !job.AddIf(state => state != JobState.Canceling, fact => fact with { State = JobState.Finalizing }))
        {
            End(job, JobState.Canceled);
            return;
        }

        await publication.RunAsync(job, cancellationToken);
    }

    /// <summary>Ends a job; one that is being stopped ends so, whatever else went wrong.</summary>
    public static void End(Job job, JobState state, string? reason = null, string? detail = null) => job.Add(fact => job.State == JobState.Canceling
        ? fact with { State = JobState.Canceled }
        : fact with { State = state, Reason = reason, Detail = detail });

    /// <summary>Has a job stopped, if it can still be.</summary>
    public static void Cancel(Job job)
    {
        if (!job.AddIf(state => state == JobState.Queued, fact => fact with { State = JobState.Canceled }))
        {
            job.AddIf(state => state is JobState.Preparing or JobState.Running, fact => fact with { State = JobState.Canceling });
        }
    }

    private async Task PrepareAsync(Job job, CancellationToken cancellationToken)
    {
        if (job.Has(fact => fact.IsPrepared == true))
        {
            return;
        }

        job.AddIf(state => state == JobState.Queued, fact => fact with { State = JobState.Preparing });
        foreach (var input in job.Request.Template.Inputs.Where(input => !job.Has(fact => fact.Input?.Name == input.Name)))
        {
            if (job.State == JobState.Canceling)
            {
                return;
            }

            var file = await inputs.MakeAsync(job, input, cancellationToken);
            job.Add(fact => fact with { Input = file });
        }

        job.Add(fact => fact with { IsPrepared = true });
    }

    private async Task StartAsync(Job job, CancellationToken cancellationToken)
    {
        if (job.State == JobState.Preparing)
        {
            Failpoint.Pass("start", "before");
            await runner.StartAsync(job, cancellationToken);
            Failpoint.Pass("start", "after");
            job.AddIf(state => state == JobState.Preparing, fact => fact with { State = JobState.Running });
        }
    }

    private async Task<RunEnd> FollowAsync(Job job, CancellationToken cancellationToken)
    {
        if (job.View.Facts.Select(fact => fact.End).FirstOrDefault(end => end is not null) is { } ended)
        {
            return ended;
        }

        while (true)
        {
            if (job.State == JobState.Canceling)
            {
                await runner.StopAsync(job, cancellationToken);
            }

            var changed = job.View.Changed;
            if (await runner.LookAsync(job, cancellationToken) is { } end)
            {
                job.Add(fact => fact with { End = end });
                return end;
            }

            // A cancellation is seen at once, the rest at the next look.
            await Task.WhenAny(job.State == JobState.Canceling ? Task.Delay(options.Value.Look, time, cancellationToken) : changed, Task.Delay(options.Value.Look, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
