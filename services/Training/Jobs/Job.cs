using FedMl.ServiceDefaults.Errors;

namespace FedMl.Training.Jobs;

/// <summary>A job: its facts, its folder, and how much of its log may be shown.</summary>
internal sealed class Job
{
    private readonly Lock gate = new();
    private readonly List<JobFact> facts;
    private readonly JobJournal journal;
    private readonly TimeProvider time;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long logEnd;

    public Job(string folder, IReadOnlyList<JobFact> facts, TimeProvider time)
    {
        Folder = new JobFolder(folder);
        journal = new JobJournal(folder);
        this.facts = [.. facts];
        this.time = time;
        Request = facts[0].Request!;
        logEnd = facts[^1].LogEnd;
    }

    public JobRequest Request { get; }

    public JobFolder Folder { get; }

    public string Id => Request.Id;

    public JobView View
    {
        get
        {
            lock (gate)
            {
                return new JobView([.. facts], logEnd, changed.Task);
            }
        }
    }

    public JobState State => View.State;

    public bool IsOfTheSameTemplateAs(Job other) => (Request.Tenant, Request.Template.Name) == (other.Request.Tenant, other.Request.Template.Name);

    /// <summary>Whether the job has the fact, or a later one of its kind.</summary>
    public bool Has(Func<JobFact, bool> fact)
    {
        lock (gate)
        {
            return facts.Exists(new Predicate<JobFact>(fact));
        }
    }

    /// <summary>Writes down what happened.</summary>
    /// <exception cref="ServiceException">JOBS_UNAVAILABLE: it cannot be written, and so it did not happen.</exception>
    public void Add(Func<JobFact, JobFact> fill) => AddIf(_ => true, fill);

    /// <summary>Writes down what happened if the job is still as the caller thinks, in one step.</summary>
    public bool AddIf(Func<JobState, bool> condition, Func<JobFact, JobFact> fill)
    {
        lock (gate)
        {
            if (!condition(StateOf(facts)))
            {
                return false;
            }

            var fact = fill(new JobFact(time.GetUtcNow(), logEnd));
            journal.Append(fact);
            facts.Add(fact);
            Announce();
            return true;
        }
    }

    /// <summary>Shows more of the log.</summary>
    public void ShowLog(long end)
    {
        lock (gate)
        {
            if (end > logEnd)
            {
                logEnd = end;
                Announce();
            }
        }
    }

    internal static JobState StateOf(IReadOnlyList<JobFact> facts) => facts.Last(fact => fact.State is not null).State!.Value;

    private void Announce()
    {
        var before = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        before.SetResult();
    }
}

/// <summary>A job at one moment.</summary>
/// <param name="Facts">What happened so far.</param>
/// <param name="LogEnd">Bytes of the log that may be shown.</param>
/// <param name="Changed">Ends when something more has happened.</param>
internal sealed record JobView(IReadOnlyList<JobFact> Facts, long LogEnd, Task Changed)
{
    public JobState State => Job.StateOf(Facts);

    /// <summary>When the command began; null: it has not.</summary>
    public DateTimeOffset? StartedAt => Facts.FirstOrDefault(fact => fact.State == JobState.Running)?.At;
}
