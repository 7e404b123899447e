using System.Text.Json;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Training.Jobs;

/// <summary>All jobs, in memory and in their folders <c>&lt;tenant&gt;/&lt;id&gt;/</c>. One process at a time has the folder.</summary>
internal sealed class JobStore : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Tenant, string Id), Job> jobs = [];
    private readonly TrainingOptions options;
    private readonly TimeProvider time;
    private readonly FileStream held;
    private TaskCompletionSource added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="OptionsValidationException">The folder cannot be made or another process has it.</exception>
    public JobStore(IOptions<TrainingOptions> options, TimeProvider time, ILogger<JobStore> logger)
    {
        this.options = options.Value;
        this.time = time;
        held = Hold(this.options.StateFolder);
        foreach (var folder in Directory.EnumerateDirectories(this.options.StateFolder).SelectMany(Directory.EnumerateDirectories))
        {
            Load(folder, logger);
        }

        logger.JobsRead(jobs.Count, All.Count(job => !job.State.IsEnd()));
    }

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<Job> All
    {
        get
        {
            lock (gate)
            {
                return [.. jobs.Values.OrderBy(job => job.View.Facts[0].At).ThenBy(job => job.Id, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Ends when there is another job than those that are there now.</summary>
    public Task Added
    {
        get
        {
            lock (gate)
            {
                return added.Task;
            }
        }
    }

    /// <exception cref="ServiceException">JOB_NOT_FOUND.</exception>
    public Job Find(string tenant, string id)
    {
        lock (gate)
        {
            return jobs.GetValueOrDefault((tenant, id)) ?? throw new ServiceException(ErrorReason.JobNotFound, "There is no job of that id.");
        }
    }

    /// <summary>Makes a job lastingly, or finds the one that was made of the same request before.</summary>
    /// <exception cref="ServiceException">IDEMPOTENCY_KEY_REUSED, JOB_LIMIT_REACHED, JOBS_UNAVAILABLE.</exception>
    public Job Create(JobRequest request)
    {
        lock (gate)
        {
            if (jobs.TryGetValue((request.Tenant, request.Id), out var known))
            {
                return known.Request.Digest == request.Digest
                    ? known
                    : throw new ServiceException(ErrorReason.IdempotencyKeyReused, "The idempotency key was used for a request that asked for something else.");
            }

            CheckRate(request);
            MakeRoom();
            var folder = Path.Join(options.StateFolder, request.Tenant, request.Id);
            var fact = new JobFact(time.GetUtcNow(), 0) { Request = request, State = JobState.Queued };
            try
            {
                new JobJournal(folder).Create(fact);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new ServiceException(ErrorReason.JobsUnavailable, "A job cannot be written down at the moment.", null, exception);
            }

            var job = new Job(folder, [fact], time);
            jobs.Add((request.Tenant, request.Id), job);
            var before = added;
            added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            before.SetResult();
            return job;
        }
    }

    public void Dispose() => held.Dispose();

    private void CheckRate(JobRequest request)
    {
        if (request.Template.Rate is { } rate
            && jobs.Values.Count(job => job.Request.Tenant == request.Tenant && job.Request.Template.Name == request.Template.Name && time.GetUtcNow() - job.View.Facts[0].At < rate.Per) >= rate.Jobs)
        {
            throw new ServiceException(ErrorReason.JobLimitReached, $"Template {request.Template.Name} takes {rate.Jobs} jobs in {rate.Per}, and has had them.") { RetryAfter = rate.Per };
        }
    }

    private void MakeRoom()
    {
        if (jobs.Values.Count(job => job.State == JobState.Queued) >= options.MaxWaitingJobs)
        {
            throw new ServiceException(ErrorReason.JobLimitReached, $"{options.MaxWaitingJobs} jobs wait, which is the limit.");
        }

        if (jobs.Count < options.MaxKeptJobs)
        {
            return;
        }

        var oldest = jobs.Values.Where(job => job.State.IsEnd()).MinBy(job => job.View.Facts[0].At)
            ?? throw new ServiceException(ErrorReason.JobLimitReached, $"{options.MaxKeptJobs} jobs are kept, which is the limit, and none has ended.");
        try
        {
            Directory.Delete(oldest.Folder.Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServiceException(ErrorReason.JobsUnavailable, "An old job cannot be deleted at the moment.", null, exception);
        }

        jobs.Remove((oldest.Request.Tenant, oldest.Id));
    }

    private void Load(string folder, ILogger logger)
    {
        var id = Path.GetFileName(folder);
        try
        {
            var facts = new JobJournal(folder).Read();
            if (facts.Count > 0 && facts[0].Request!.Id == id)
            {
                jobs.Add((facts[0].Request!.Tenant, id), new Job(folder, facts, time));
            }
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            logger.JournalCorrupt(id, exception.GetType().Name);
        }
    }

    private static FileStream Hold(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            // The system lets go of it when the process ends, however it ends.
            return new FileStream(Path.Join(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OptionsValidationException(nameof(TrainingOptions.StateFolder), typeof(TrainingOptions),
                [$"{TrainingOptions.Section}:{nameof(TrainingOptions.StateFolder)} '{folder}' cannot be written, or another process has it."]);
        }
    }
}
