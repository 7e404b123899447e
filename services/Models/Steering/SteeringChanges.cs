using FedMl.Models.Catalog;
using FedMl.Models.Registry;

namespace FedMl.Models.Steering;

/// <summary>Puts changes on record and in force.</summary>
internal sealed class SteeringChanges(ModelCatalog catalog, SteeringRecords records, PinnedVersions pinned, ILogger<SteeringChanges> logger) : IDisposable
{
    private readonly SemaphoreSlim reading = new(1);

    /// <summary>What was on record of all models when it was read last.</summary>
    public IReadOnlyDictionary<string, ModelSteering> Known { get; private set; } = new Dictionary<string, ModelSteering>();

    /// <summary>Changes what is on record of a model, and shows it to every watcher.</summary>
    /// <param name="tenant">Whose model.</param>
    /// <param name="model">Its name.</param>
    /// <param name="change">
    /// Makes the new state of the present one and of the model as the registry has it, or throws why it must not; the present
    /// one: nothing is to be changed. May be called again.
    /// </param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    /// <returns>The new state.</returns>
    public async Task<ModelSteering> ApplyAsync(
        string tenant, string model, Func<ModelSteering, PublishedModel, ModelSteering> change, CancellationToken cancellationToken)
    {
        var registered = catalog.Registered(model);
        var before = ModelSteering.None;
        var after = await records.ChangeAsync(
            tenant,
            model,
            steering =>
            {
                before = steering;
                return change(steering, registered);
            },
            cancellationToken);
        foreach (var done in after.Changes.Where(c => c.Number >= before.NextNumber))
        {
            logger.Changed(model, done.Number, done.Subject, done.From, done.To);
        }

        // What is on record is in force, whether or not this caller waits for it.
        await RereadAsync(tenant, CancellationToken.None);
        return after;
    }

    /// <summary>Reads all records, which other replicas may have changed.</summary>
    public async Task RereadAsync(string tenant, CancellationToken cancellationToken)
    {
        // In turn: what was read first must not be shown last.
        await reading.WaitAsync(cancellationToken);
        try
        {
            Known = await records.ReadAllAsync(tenant, cancellationToken);
            pinned.Set(Known.ToDictionary(k => k.Key, k => k.Value.Versions, StringComparer.Ordinal));
            catalog.Steer(Known);
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();
}
