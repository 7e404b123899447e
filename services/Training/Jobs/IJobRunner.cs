using FedMl.ServiceDefaults.Errors;
using FedMl.Training.Templates;

namespace FedMl.Training.Jobs;

/// <summary>Where commands run: a child process, or a service far away.</summary>
internal interface IJobRunner
{
    /// <summary>Refuses a template that names what this runner does not allow.</summary>
    /// <exception cref="ServiceException">JOB_NOT_ALLOWED.</exception>
    void Check(Template template);

    /// <summary>Has the command of a job run, once, however often this is called, by this process or by one after it.</summary>
    /// <exception cref="ServiceException">It cannot be done; retryable where trying again can help.</exception>
    Task StartAsync(Job job, CancellationToken cancellationToken);

    /// <summary>Looks at the command, and makes sure that it keeps its limits; brings its log up to date.</summary>
    /// <returns>How it ended; null: it goes on.</returns>
    Task<RunEnd?> LookAsync(Job job, CancellationToken cancellationToken);

    /// <summary>Has the command stopped. It may go on for a moment; nothing happens where it has ended.</summary>
    Task StopAsync(Job job, CancellationToken cancellationToken);
}
