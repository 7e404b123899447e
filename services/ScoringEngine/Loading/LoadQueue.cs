using System.Collections.Concurrent;
using System.Diagnostics;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Loads that run, that are done, and that failed.</summary>
internal sealed class LoadQueue(ModelFactory factory, MemoryBudget budget, IOptions<EngineOptions> options, TimeProvider time, ILogger<LoadQueue> logger) : IDisposable
{
    private const int MaxParallel = 2;
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim parallel = new(MaxParallel);
    private readonly ConcurrentDictionary<ModelKey, long> running = new();
    private readonly ConcurrentDictionary<ModelKey, LoadFailure> failures = new();
    private readonly ConcurrentQueue<LoadedModel> finished = new();

    /// <summary>Raised after a load has ended, well or not.</summary>
    public event Action? Finished;

    public bool IsLoading(ModelKey key) => running.ContainsKey(key);

    /// <summary>True where loading these bytes again cannot help.</summary>
    public bool HasFailed(ModelKey key) => failures.TryGetValue(key, out var failure) && failure.IsFinal;

    public LoadFailure? FailureOf(ModelKey key) => failures.GetValueOrDefault(key);

    public IEnumerable<LoadedModel> TakeFinished()
    {
        while (finished.TryDequeue(out var model))
        {
            yield return model;
        }
    }

    public void Forget(Predicate<ModelKey> gone)
    {
        foreach (var key in failures.Keys.Where(key => gone(key)))
        {
            Recover(key);
        }
    }

    /// <summary>Starts a load unless it runs already, is done, or is to be tried again only later.</summary>
    public void Start(ModelVersion version, int loadedCount, CancellationToken cancellationToken)
    {
        var key = LoadPlan.KeyOf(version);
        if (finished.Any(m => m.Key == key) || (failures.TryGetValue(key, out var failure) && !IsWorthAnotherTry(failure)))
        {
            return;
        }

        if (loadedCount + running.Count >= options.Value.MaxLoadedVersions)
        {
            Fail(key, new ServiceException(ErrorReason.ModelLimitReached, $"{options.Value.MaxLoadedVersions} versions are loaded, which is the limit."));
            return;
        }

        if (running.TryAdd(key, time.GetTimestamp()))
        {
            _ = Task.Run(() => LoadAsync(key, version, cancellationToken), CancellationToken.None);
        }
    }

    public void Dispose() => parallel.Dispose();

    private async Task LoadAsync(ModelKey key, ModelVersion version, CancellationToken cancellationToken)
    {
        try
        {
            await parallel.WaitAsync(cancellationToken);
            SpareThreads.Add(1);
            try
            {
                var started = Stopwatch.GetTimestamp();
                var loaded = await factory.LoadAsync(version, cancellationToken);
                Failpoint.Pass("model", "loaded");
                finished.Enqueue(loaded);
                Recover(key);
                EngineMetrics.Loaded(key.Model, success: true);
                EngineMetrics.SetLoaded(key.Model, key.Version, key.Digest, loaded: true);
                logger.ModelLoaded(key.Model, key.Version, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds, key.Digest);
            }
            finally
            {
                SpareThreads.Add(-1);
                parallel.Release();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops; nobody waits for this load.
        }
        catch (ServiceException exception)
        {
            Fail(key, exception);
        }
        catch (IOException exception)
        {
            Fail(key, new ServiceException(ErrorReason.ModelLimitReached, "The folder for artifacts cannot be written: is the disk full?", null, exception));
        }
        catch (Exception exception)
        {
            logger.LoadBroke(exception, key.Model, key.Version);
            Fail(key, new ServiceException(ErrorReason.ModelLoadFailed, "Loading failed unexpectedly; the log has the cause."));
        }
        finally
        {
            running.TryRemove(key, out _);
            Finished?.Invoke();
        }
    }

    // Memory is asked for again when there is enough of it, all else after a while.
    private bool IsWorthAnotherTry(LoadFailure failure) =>
        failure.NeededBytes > 0 ? budget.Fits(failure.NeededBytes) : time.GetElapsedTime(failure.At) >= RetryPause;

    private void Fail(ModelKey key, ServiceException exception)
    {
        var isFinal = !ErrorCatalogue.Of(exception.Reason).Retryable && exception.Reason is not (ErrorReason.ModelLimitReached or ErrorReason.ArtifactCorrupt or ErrorReason.Internal);
        var known = FailureOf(key);
        Recover(key);
        failures[key] = new LoadFailure(exception.Reason, exception.Message, isFinal, time.GetTimestamp(), (exception as ModelMemoryException)?.NeededBytes ?? 0);
        EngineMetrics.SetFailed(key, exception.Reason, failed: true);
        if (known?.Message != exception.Message)
        {
            EngineMetrics.Loaded(key.Model, success: false);
            logger.ModelNotLoaded(key.Model, key.Version, ErrorCatalogue.Of(exception.Reason).Name, exception.Message);
        }
    }

    private void Recover(ModelKey key)
    {
        if (failures.TryRemove(key, out var failure))
        {
            EngineMetrics.SetFailed(key, failure.Reason, failed: false);
        }
    }
}

/// <summary>Why a version is not loaded.</summary>
/// <param name="Reason">Machine-readable cause.</param>
/// <param name="Message">All faults.</param>
/// <param name="IsFinal">Whether loading the same bytes again cannot help.</param>
/// <param name="At">Timestamp of the failure.</param>
/// <param name="NeededBytes">Memory that was missing; 0: not for lack of it.</param>
internal sealed record LoadFailure(ErrorReason Reason, string Message, bool IsFinal, long At, long NeededBytes);
