using System.Security.Cryptography;
using System.Text;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;
using FedMl.Training.Jobs;
using FedMl.Training.Templates;

namespace FedMl.Training.Triggers;

/// <summary>Asks for jobs on behalf of events and times: at least once in, exactly one job out.</summary>
internal sealed class Trigger(TemplateFolder templates, JobSubmission submission, RunBook book, TimeProvider time)
{
    private const int MaxText = 1024;

    private readonly Lock gate = new();

    /// <summary>A run for each template that the event asks for.</summary>
    /// <exception cref="ServiceException">INVALID_REQUEST with all faults; JOB_LIMIT_REACHED and JOBS_UNAVAILABLE, at which the event is to be sent again.</exception>
    public IReadOnlyList<TriggerRun> Receive(string tenant, JobEvent happened)
    {
        Check(happened);
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{happened.Source}\n{happened.Id}")));
        return [.. templates.Read().Templates.Where(template => template.Triggers.Events.Any(pattern => pattern.Takes(happened)))
            .Select(template => Ask(tenant, template, TriggerRun.Event, key))];
    }

    /// <summary>Asks for the job of a time, once.</summary>
    public TriggerRun Ask(string tenant, Template template, string trigger, string key)
    {
        lock (gate)
        {
            if (book.Find(tenant, template.Name, key) is { } known)
            {
                return known;
            }

            string? job = null;
            string? refused = null;
            try
            {
                job = submission.Submit(tenant, template.Name, new Dictionary<string, string>(), key, "", trigger).Id;
            }
            catch (ServiceException exception) when (!ErrorCatalogue.Of(exception.Reason).Retryable)
            {
                // What no repetition changes is answered for: it is in the book, with its reason.
                refused = ErrorCatalogue.Of(exception.Reason).Name;
            }

            Failpoint.Pass("run", "before");
            var run = new TriggerRun(time.GetUtcNow(), tenant, template.Name, trigger, key, job, refused);
            book.Add(run);
            return run;
        }
    }

    private static void Check(JobEvent happened)
    {
        Fault[] faults =
        [
            .. new[] { ("source", happened.Source), ("id", happened.Id), ("type", happened.Type) }.Where(field => field.Item2.Length == 0)
                .Select(field => new Fault(field.Item1, "is missing")),
            .. new[] { ("source", happened.Source), ("id", happened.Id), ("type", happened.Type), ("subject", happened.Subject) }.Where(field => field.Item2.Length > MaxText || field.Item2.Any(char.IsControl))
                .Select(field => new Fault(field.Item1, $"must have at most {MaxText} characters and no control characters")),
        ];
        if (faults.Length > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The event is wrong", faults);
        }
    }
}
