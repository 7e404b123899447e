using System.Text.Json;
using FedMl.Models.Records;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Steering;

/// <summary>What is on record of each model, as JSON: one record a model, so that a change and the note of it are written as one.</summary>
internal sealed class SteeringRecords(IRecords records, ILogger<SteeringRecords> logger)
{
    // Each try loses only to a writer that succeeded, so this many lost in a row tell of writers without end.
    private const int MaxTries = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, IgnoreReadOnlyProperties = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    // By model: what ReadAllAsync saw last.
    private Dictionary<string, ModelSteering> seen = new(StringComparer.Ordinal);
    private HashSet<string> corrupt = new(StringComparer.Ordinal);

    /// <summary>What is on record, by model. Where a record is corrupt, what was on it before stays. One caller at a time.</summary>
    public async Task<IReadOnlyDictionary<string, ModelSteering>> ReadAllAsync(string tenant, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, ModelSteering>(StringComparer.Ordinal);
        var wrong = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in await records.ListAsync(Prefix(tenant), cancellationToken))
        {
            var model = key[Prefix(tenant).Length..];
            try
            {
                all[model] = await ReadAsync(tenant, model, cancellationToken);
            }
            catch (RecordCorruptException exception)
            {
                wrong.Add(model);
                all[model] = seen.GetValueOrDefault(model, ModelSteering.None);
                if (!corrupt.Contains(model))
                {
                    logger.RecordCorrupt(exception, key);
                }
            }
        }

        (seen, corrupt) = (all, wrong);
        return all;
    }

    /// <summary>What is on record of one model.</summary>
    public async Task<ModelSteering> ReadAsync(string tenant, string model, CancellationToken cancellationToken) =>
        await records.GetAsync(Prefix(tenant) + model, cancellationToken) is { } record ? Parse(Prefix(tenant) + model, record) : ModelSteering.None;

    /// <summary>Changes what is on record of one model; whoever is faster has the change made to what they wrote.</summary>
    /// <param name="tenant">Whose model.</param>
    /// <param name="model">Its name.</param>
    /// <param name="change">Makes the new state of the present one, or throws why it must not; the present one: nothing is to be written. May be called again.</param>
    /// <param name="cancellationToken">Gives up before anything is written.</param>
    public async Task<ModelSteering> ChangeAsync(string tenant, string model, Func<ModelSteering, ModelSteering> change, CancellationToken cancellationToken)
    {
        var key = Prefix(tenant) + model;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var record = await records.GetAsync(key, cancellationToken);
            var present = record is null ? ModelSteering.None : Parse(key, record);
            var changed = change(present);
            if (ReferenceEquals(changed, present)
                || await records.PutAsync(key, JsonSerializer.SerializeToUtf8Bytes(changed, Json), record?.ETag, cancellationToken) is not null)
            {
                return changed;
            }
        }

        throw new ServiceException(ErrorReason.Conflict, $"Others changed model {model} {MaxTries} times meanwhile; nothing was changed.");
    }

    private static ModelSteering Parse(string key, Record record)
    {
        try
        {
            var steering = JsonSerializer.Deserialize<ModelSteering>(record.Value.Span, Json) ?? throw new JsonException("null");
            return steering with { Aliases = steering.Aliases.WithComparers(StringComparer.Ordinal) };
        }
        catch (JsonException exception)
        {
            throw new RecordCorruptException(key, exception);
        }
    }

    private static string Prefix(string tenant) => tenant + "/models/";
}
