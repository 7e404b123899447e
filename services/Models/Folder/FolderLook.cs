using FedMl.Models.Catalog;
using FedMl.Models.Registry;

namespace FedMl.Models.Folder;

/// <summary>One look after the other at the whole folder, and what of it has settled.</summary>
internal sealed class FolderLook(ModelsOptions options, PinnedVersions pinned, TimeProvider time)
{
    private const int MaxFaults = 100;

    private readonly Settling<RegistryVersion> versions = new(options.Settle, time);
    private readonly AliasFiles aliases = new(options, time);
    private Dictionary<string, RegistryModel> before = new(StringComparer.Ordinal);

    /// <summary>Time until something settles; null where nothing waits to.</summary>
    public TimeSpan? Due => versions.Due is { } due && (aliases.Due is null || due < aliases.Due) ? due : aliases.Due;

    public RegistryListing Look()
    {
        var faults = new List<RegistryFault>();
        var root = new DirectoryInfo(options.Folder);
        var models = Named(root, FaultKind.Model, "", faults).OrderBy(folder => folder.Name, StringComparer.Ordinal);
        var listed = Limit([.. models], options.MaxModels, "models", "the registry", faults)
            .Select(folder => LookAt(folder, faults)).OfType<RegistryModel>().ToDictionary(model => model.Name, StringComparer.Ordinal);
        if (!Directory.Exists(options.Folder))
        {
            // It went while it was looked at: what was not found in it any more has not been removed from it.
            throw new DirectoryNotFoundException("The models folder has gone.");
        }

        versions.ForgetUnseen();
        aliases.ForgetUnseen();
        before = listed;
        return new RegistryListing([.. listed.Values], [.. faults.Take(MaxFaults)]);
    }

    private RegistryModel? LookAt(DirectoryInfo model, List<RegistryFault> faults)
    {
        try
        {
            if (model.IsLink())
            {
                faults.Add(new RegistryFault(FaultKind.Model, model.Name, "is a link"));
                return null;
            }

            // Versions that an alias or a roll-out names come first: one more version must not push a champion over the limit.
            var declared = aliases.Of(model, faults);
            var named = declared.Values.Concat(pinned.Of(model.Name)).ToHashSet(StringComparer.Ordinal);
            var folders = Named(model, FaultKind.Version, model.Name + " ", faults)
                .OrderByDescending(folder => named.Contains(folder.Name))
                .ThenByDescending(folder => folder.Name, NaturalVersionComparer.Instance);
            var settled = Limit([.. folders], options.MaxVersionsPerModel, "versions", model.Name, faults)
                .Select(folder => Observe(model, folder)).OfType<RegistryVersion>().ToArray();
            return new RegistryModel(model.Name, settled, declared);
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException)
        {
            return null; // Removed a moment ago.
        }
        catch (Exception exception) when (FolderEntries.IsUnreadable(exception))
        {
            faults.Add(new RegistryFault(FaultKind.Model, model.Name, "cannot be read"));
            return Keep(model.Name);
        }
    }

    private RegistryVersion? Observe(DirectoryInfo model, DirectoryInfo folder)
    {
        var (version, lastChange) = VersionFolder.Read(folder, model.Name, options);
        var look = string.Join('\n', version.Files.Select(f => $"{f.Path}\t{f.SizeBytes}\t{f.Stamp}").Order(StringComparer.Ordinal).Prepend(version.Problem));
        return versions.Observe($"{model.Name}/{folder.Name}", look, version, lastChange);
    }

    private RegistryModel? Keep(string model)
    {
        var kept = before.GetValueOrDefault(model);
        foreach (var version in kept?.Versions ?? [])
        {
            versions.Keep($"{model}/{version.Version}");
        }

        return kept;
    }

    private static IEnumerable<DirectoryInfo> Named(DirectoryInfo parent, FaultKind kind, string subject, List<RegistryFault> faults)
    {
        foreach (var folder in FolderEntries.Of(parent).OfType<DirectoryInfo>().Where(folder => !ModelName.IsHidden(folder.Name)))
        {
            if (ModelName.IsValid(folder.Name))
            {
                yield return folder;
            }
            else if (faults.Count < MaxFaults)
            {
                faults.Add(new RegistryFault(kind, subject + PrintableName.Of(folder.Name), $"is not named as it must be: {ModelName.Form}"));
            }
        }
    }

    private static IEnumerable<DirectoryInfo> Limit(DirectoryInfo[] folders, int most, string what, string subject, List<RegistryFault> faults)
    {
        if (folders.Length > most)
        {
            faults.Add(new RegistryFault(FaultKind.Limit, subject, $"{folders.Length} {what}; only {most} are listed"));
        }

        return folders.Take(most);
    }
}
