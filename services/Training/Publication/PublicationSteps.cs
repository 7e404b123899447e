using FedMl.ServiceDefaults.Hosting;
using FedMl.Training.Gates;
using FedMl.Training.Jobs;

namespace FedMl.Training.Publication;

/// <summary>What happens to the outputs of a command that ended well: figures, gates, registration, event, roll-out.</summary>
internal sealed class PublicationSteps(GateKeeper gates, Registrar registrar, IEventSink events, RolloutStep rollout)
{
    public async Task RunAsync(Job job, CancellationToken cancellationToken)
    {
        if (!job.Has(fact => fact.Metrics is not null))
        {
            var metrics = MetricsFile.Read(job.Folder.Metrics);
            job.Add(fact => fact with { Metrics = metrics });
        }

        if (job.Request.Template.Model.Length == 0)
        {
            JobSteps.End(job, JobState.Succeeded);
            return;
        }

        if (!await PassesAsync(job, cancellationToken))
        {
            JobSteps.End(job, JobState.Rejected);
            return;
        }

        if (!job.Has(fact => fact.Version is not null))
        {
            Failpoint.Pass("register", "before");
            var made = await registrar.RegisterAsync(job, cancellationToken);
            Failpoint.Pass("register", "after");
            job.Add(fact => fact with { Version = made });
        }

        var version = job.View.Facts.First(fact => fact.Version is not null).Version!;
        if (!job.Has(fact => fact.Published is not null))
        {
            var published = PublishedEvent.Of(job);
            Failpoint.Pass("publish", "before");
            await events.SendAsync(published, cancellationToken);
            Failpoint.Pass("publish", "after");
            job.Add(fact => fact with { Published = published.Id });
        }

        if (!job.Has(fact => fact.Decision?.Subject.StartsWith("rollout ", StringComparison.Ordinal) == true))
        {
            var decision = await rollout.RollOutAsync(job, version, cancellationToken);
            Failpoint.Pass("rollout", "after");
            job.Add(fact => fact with { Decision = decision });
        }

        JobSteps.End(job, JobState.Succeeded);
    }

    private async Task<bool> PassesAsync(Job job, CancellationToken cancellationToken)
    {
        var metrics = job.View.Facts.First(fact => fact.Metrics is not null).Metrics!;
        var decided = job.View.Facts.Count(fact => fact.Decision is not null && fact.Decision.Subject.StartsWith("gate ", StringComparison.Ordinal));
        if (decided < job.Request.Template.Gates.Count)
        {
            foreach (var decision in (await gates.DecideAsync(job, metrics, cancellationToken)).Skip(decided))
            {
                job.Add(fact => fact with { Decision = decision });
            }
        }

        return job.View.Facts.All(fact => fact.Decision is null or { Passed: true });
    }
}
