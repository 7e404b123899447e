using System.Collections.Concurrent;
using FedMl.Models.Catalog;
using FedMl.Models.Registry;

namespace FedMl.Models.AzureMl;

/// <summary>One look after the other at all models, their versions and aliases.</summary>
internal sealed class AzureMlLook(ArmClient arm, AzureMlPlace place, VersionContents contents, PinnedVersions pinned, ModelsOptions options)
{
    private const int MaxFaults = 100;
    private const string Active = "&listViewType=ActiveOnly";

    private readonly AzureMlOptions azure = options.AzureMl;
    private bool hasLooked;

    /// <exception cref="AzureCallException">The registry cannot be read; or no version's files can, and none ever could.</exception>
    public async Task<RegistryListing> LookAsync(CancellationToken cancellationToken)
    {
        var faults = new ConcurrentQueue<RegistryFault>();
        var failures = new ConcurrentQueue<AzureCallException>();
        var models = await ModelsAsync(faults, cancellationToken);
        var listed = new RegistryModel?[models.Count];
        await Parallel.ForAsync(
            0, models.Count, new ParallelOptions { MaxDegreeOfParallelism = azure.ParallelCalls, CancellationToken = cancellationToken },
            async (index, ended) => listed[index] = await LookAtAsync(models[index], faults, failures, ended));

        RegistryModel[] found = [.. listed.OfType<RegistryModel>().Where(model => model.Versions.Count > 0)];
        if (!hasLooked && failures.TryPeek(out var failure) && !found.Any(model => model.Versions.Any(version => version.Problem.Length == 0)))
        {
            // A first picture without a single model would look as if all had been removed.
            throw failure;
        }

        hasLooked = true;
        return new RegistryListing(found, [.. faults.OrderBy(fault => fault.Subject, StringComparer.Ordinal).Take(MaxFaults)]);
    }

    private async Task<List<ModelContainer>> ModelsAsync(ConcurrentQueue<RegistryFault> faults, CancellationToken cancellationToken)
    {
        var models = new List<ModelContainer>();
        var uri = await place.UriAsync("models", Active, cancellationToken);
        await foreach (var model in arm.ListAsync<ModelContainer>(uri, "Listing the models", cancellationToken))
        {
            if (model.Properties?.IsArchived == true || (azure.Include.Length > 0 && !azure.Include.Contains(model.Name)))
            {
                continue;
            }

            if (IsNamed(FaultKind.Model, "", model.Name, faults))
            {
                models.Add(model);
            }
        }

        models.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        if (models.Count > options.MaxModels)
        {
            faults.Enqueue(new RegistryFault(FaultKind.Limit, "the registry", $"{models.Count} models; only {options.MaxModels} are listed"));
            models.RemoveRange(options.MaxModels, models.Count - options.MaxModels);
        }

        return models;
    }

    private async Task<RegistryModel?> LookAtAsync(
        ModelContainer model, ConcurrentQueue<RegistryFault> faults, ConcurrentQueue<AzureCallException> failures, CancellationToken cancellationToken)
    {
        var answers = await VersionsAsync(model.Name!, faults, cancellationToken);
        var aliasFaults = new List<RegistryFault>();
        var aliases = AliasTags.Of(azure.Name, model, answers, aliasFaults);
        aliasFaults.ForEach(faults.Enqueue);

        // Versions that an alias or a roll-out names come first: one more version must not push a champion over the limit.
        var named = aliases.Values.Concat(pinned.Of(model.Name!)).ToHashSet(StringComparer.Ordinal);
        ModelVersionAnswer[] chosen =
        [
            .. answers.OrderByDescending(version => named.Contains(version.Name!))
                .ThenByDescending(version => version.SystemData?.CreatedAt ?? DateTimeOffset.MinValue)
                .ThenByDescending(version => version.Name!, NaturalVersionComparer.Instance)
                .Take(options.MaxVersionsPerModel),
        ];
        if (answers.Count > chosen.Length)
        {
            faults.Enqueue(new RegistryFault(FaultKind.Limit, model.Name!, $"{answers.Count} versions; only {options.MaxVersionsPerModel} are listed"));
        }

        var versions = new List<RegistryVersion>();
        foreach (var version in chosen)
        {
            await AddAsync(model.Name!, version, versions, faults, failures, cancellationToken);
        }

        var latest = model.Properties?.LatestVersion;
        if (versions.Exists(version => version.Version == latest && version.Problem.Length == 0))
        {
            aliases.TryAdd(AliasTags.Latest, latest!);
        }

        return new RegistryModel(model.Name!, versions, aliases);
    }

    private async Task<List<ModelVersionAnswer>> VersionsAsync(string model, ConcurrentQueue<RegistryFault> faults, CancellationToken cancellationToken)
    {
        var versions = new List<ModelVersionAnswer>();
        try
        {
            var uri = await place.UriAsync($"models/{AzureMlPlace.Part(model)}/versions", Active, cancellationToken);
            await foreach (var version in arm.ListAsync<ModelVersionAnswer>(uri, $"Listing the versions of {model}", cancellationToken))
            {
                if (version.Properties is not { IsArchived: true } and not { IsAnonymous: true } && IsNamed(FaultKind.Version, model + " ", version.Name, faults))
                {
                    versions.Add(version);
                }
            }
        }
        catch (AzureCallException exception) when (exception.Status == 404)
        {
            // Removed a moment ago.
        }

        return versions;
    }

    private async Task AddAsync(
        string model, ModelVersionAnswer version, List<RegistryVersion> versions, ConcurrentQueue<RegistryFault> faults,
        ConcurrentQueue<AzureCallException> failures, CancellationToken cancellationToken)
    {
        var at = new VersionPlace(model, version.Name!, version.Id ?? "", version.Properties?.ModelUri ?? "");
        try
        {
            var content = await contents.ReadAsync(at, version.Properties?.ModelType ?? "", cancellationToken);
            versions.Add(new RegistryVersion(version.Name!, [.. content.Files.Select(file => file.File)], version.SystemData?.CreatedAt, content.Problem));
        }
        catch (AzureCallException exception)
        {
            failures.Enqueue(exception);
            faults.Enqueue(new RegistryFault(FaultKind.Version, at.Name, $"cannot be read at the moment: {exception.Message}"));
        }
    }

    private static bool IsNamed(FaultKind kind, string subject, string? name, ConcurrentQueue<RegistryFault> faults)
    {
        if (name is not null && ModelName.IsValid(name))
        {
            return true;
        }

        faults.Enqueue(new RegistryFault(kind, subject + PrintableName.Of(name ?? ""), $"is not named as it must be: {ModelName.Form}"));
        return false;
    }
}
