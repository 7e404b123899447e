using System.Globalization;
using FedMl.ServiceDefaults.Errors;
using FedMl.Training.Jobs;
using FedMl.Training.Templates;
using Microsoft.Extensions.Options;

namespace FedMl.Training.Triggers;

/// <summary>
/// Asks for jobs when schedules are due. Of times that passed while the service was away, since the last one in the book, the
/// latest counts and the others are gone.
/// </summary>
internal sealed class TriggerClock(
    TemplateFolder templates, Trigger trigger, RunBook book, IOptions<TrainingOptions> options, TimeProvider time, ILogger<TriggerClock> logger) : BackgroundService
{
    private readonly Dictionary<string, DateTimeOffset> since = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.TriggerLook, time);
        do
        {
            Look();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Look()
    {
        try
        {
            var now = time.GetUtcNow();
            foreach (var template in templates.Read().Templates.Where(template => template.Triggers.Schedule is not null))
            {
                if (template.Triggers.Schedule!.Latest(LastOf(template.Name, now), now) is { } due)
                {
                    trigger.Ask(JobRequest.DefaultTenant, template, TriggerRun.Schedule, KeyOf(due));
                    since[template.Name] = due;
                }
            }
        }
        catch (ServiceException exception)
        {
            // At the next look it is still due.
            logger.TriggerHeldUp(exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.TriggerBroke(exception);
        }
    }

    private DateTimeOffset LastOf(string template, DateTimeOffset now)
    {
        if (!since.TryGetValue(template, out var last))
        {
            var noted = book.Of(JobRequest.DefaultTenant, template).FirstOrDefault(run => run.Trigger == TriggerRun.Schedule);
            last = noted is null ? now : DateTimeOffset.Parse(noted.Key, CultureInfo.InvariantCulture);
            since[template] = last;
        }

        return last;
    }

    private static string KeyOf(DateTimeOffset due) => due.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
