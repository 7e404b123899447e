using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Store;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Scoring.Extensions;

/// <summary>
/// Loads and unloads models by request, where an option allows it: else what is loaded follows the registry, so that every
/// replica has the same. Of an unloaded model nothing is loaded in this replica until it is loaded by request.
/// </summary>
internal sealed class RepositoryLoads(ModelStore models, WithheldModels withheld, IOptions<ScoringOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    /// <summary>Loads what the registry and its aliases say of a model; ends when the model can be scored.</summary>
    /// <exception cref="ServiceException">DISABLED, MODEL_NOT_FOUND, INVALID_REQUEST, or why it cannot be loaded.</exception>
    public async Task LoadAsync(string repository, string model, IEnumerable<string> parameters, CancellationToken cancellationToken)
    {
        Check(repository, model, parameters, "load");
        withheld.Remove(model);
        await UntilAsync(() => IsReady(model), model, "load", cancellationToken);
    }

    /// <summary>Unloads all versions of a model; ends when no request can reach them, and those under way are finished.</summary>
    /// <exception cref="ServiceException">DISABLED, MODEL_NOT_FOUND, INVALID_REQUEST.</exception>
    public async Task UnloadAsync(string repository, string model, IEnumerable<string> parameters, CancellationToken cancellationToken)
    {
        Check(repository, model, parameters, "unload");
        withheld.Add(model);
        await UntilAsync(() => models.Loaded(model).Count == 0 && !IsReady(model), model, "unload", cancellationToken);
    }

    private void Check(string repository, string model, IEnumerable<string> parameters, string what)
    {
        if (!options.Value.LoadByRequest)
        {
            throw new ServiceException(
                ErrorReason.Disabled,
                $"failed to {what} '{model}': {what}ing by request is off; a version is {what}ed when it is {(what == "load" ? "" : "no longer ")}published.");
        }

        RepositoryIndex.RefuseOther(repository);
        _ = models.PublishedVersions(model);
        Fault[] faults = [.. parameters.Select(name => new Fault("parameters", $"{name} is not supported: what is loaded is what the registry says"))];
        if (faults.Length > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The request is not valid", faults);
        }
    }

    private bool IsReady(string model)
    {
        try
        {
            using var use = models.Acquire(model, "");
            return true;
        }
        catch (ServiceException exception) when (exception.Reason == ErrorReason.ModelNotReady)
        {
            return false;
        }
    }

    private async Task UntilAsync(Func<bool> isDone, string model, string what, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(options.Value.LoadSeconds);
        var began = time.GetTimestamp();
        while (!isDone())
        {
            if (time.GetElapsedTime(began) > limit)
            {
                throw new ServiceException(ErrorReason.DeadlineExceeded, $"failed to {what} '{model}' within {options.Value.LoadSeconds} s; it goes on.");
            }

            await Task.Delay(Breath, time, cancellationToken);
        }
    }
}
