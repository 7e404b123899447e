using System.Globalization;
using System.Runtime.CompilerServices;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Training.Jobs;

/// <summary>What happened to a job, in the order in which everyone sees it: facts, and between them the log.</summary>
internal sealed class JobWatch(IOptions<TrainingOptions> options, IHostApplicationLifetime lifetime)
{
    private const int MaxLines = 100;

    private int watchers;

    /// <param name="job">The job.</param>
    /// <param name="position">Behind which to begin.</param>
    /// <param name="cancellationToken">The watcher leaves.</param>
    /// <exception cref="ServiceException">OVERLOADED, SHUTTING_DOWN.</exception>
    public async IAsyncEnumerable<JobMoment> WatchAsync(Job job, WatchPosition position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref watchers) > options.Value.MaxWatchers)
        {
            Interlocked.Decrement(ref watchers);
            throw new ServiceException(ErrorReason.Overloaded, $"{options.Value.MaxWatchers} watch streams are open, which is the limit.");
        }

        try
        {
            var left = Task.Delay(Timeout.Infinite, cancellationToken);
            var stopping = Task.Delay(Timeout.Infinite, lifetime.ApplicationStopping);
            while (true)
            {
                var view = job.View;
                foreach (var moment in Moments(job, view, position))
                {
                    position = moment.Position;
                    yield return moment;
                }

                if (view.State.IsEnd())
                {
                    yield break;
                }

                await Task.WhenAny(view.Changed, left, stopping);
                cancellationToken.ThrowIfCancellationRequested();
                if (lifetime.ApplicationStopping.IsCancellationRequested)
                {
                    throw new ServiceException(ErrorReason.ShuttingDown, "This server is shutting down.");
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref watchers);
        }
    }

    private static IEnumerable<JobMoment> Moments(Job job, JobView view, WatchPosition position)
    {
        for (var number = position.Facts; number < view.Facts.Count; number++)
        {
            var fact = view.Facts[number];
            foreach (var moment in Lines(job, position, fact.LogEnd))
            {
                position = moment.Position;
                yield return moment;
            }

            position = position with { Facts = number + 1 };
            yield return new JobMoment(position, fact, []);
        }

        foreach (var moment in Lines(job, position, view.LogEnd))
        {
            yield return moment;
        }
    }

    private static IEnumerable<JobMoment> Lines(Job job, WatchPosition position, long end)
    {
        foreach (var batch in LogFile.Lines(job.Folder.Log, position.Log, end).Chunk(MaxLines))
        {
            position = position with { Log = batch[^1].End };
            yield return new JobMoment(position, null, [.. batch.Select(line => line.Text)]);
        }
    }
}

/// <param name="Facts">How many facts were seen.</param>
/// <param name="Log">How many bytes of the log were.</param>
internal readonly record struct WatchPosition(int Facts, long Log)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Facts}.{Log}");

    /// <summary>Null: it is none.</summary>
    public static WatchPosition? Parse(string text) => text.Length == 0 ? default(WatchPosition)
        : text.Split('.') is [var facts, var log]
            && int.TryParse(facts, NumberStyles.None, CultureInfo.InvariantCulture, out var f) && long.TryParse(log, NumberStyles.None, CultureInfo.InvariantCulture, out var l)
            ? new WatchPosition(f, l)
            : null;
}

/// <param name="Position">Behind it.</param>
/// <param name="Fact">Null: log lines.</param>
internal sealed record JobMoment(WatchPosition Position, JobFact? Fact, IReadOnlyList<string> Lines);
