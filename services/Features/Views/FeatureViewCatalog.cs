using System.Collections.Frozen;
using FedMl.Features.Sources;

namespace FedMl.Features.Views;

/// <summary>
/// The feature views that are served. A faulty new version of a file never replaces a good one; faults are told until
/// they are mended.
/// </summary>
internal sealed class FeatureViewCatalog(
    FeatureViewFolder folder, IBusinessDataSource source, FeaturesMetrics metrics, ILogger<FeatureViewCatalog> logger)
{
    private readonly SortedDictionary<string, FileState> files = new(StringComparer.Ordinal);
    private volatile Picture picture = new(FrozenDictionary<string, ServedView>.Empty, FrozenDictionary<string, ServedFeature>.Empty, [], IsRead: false);

    /// <summary>Whether the folder was read at least once.</summary>
    public bool IsReady => picture.IsRead;

    public IEnumerable<FeatureView> Views => picture.Views.Values.Select(served => served.View).OrderBy(view => view.Name, StringComparer.Ordinal);

    public IReadOnlyList<ViewFault> Faults => picture.Faults;

    public ServedView? FindView(string name) => picture.Views.GetValueOrDefault(name);

    /// <summary>Finds a feature by its reference <c>view:feature</c>.</summary>
    public ServedFeature? FindFeature(string reference) => picture.Features.GetValueOrDefault(reference);

    /// <summary>Takes up what changed in the folder and in the source. One caller at a time.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var present = folder.Read();
        List<FileState> gone = [.. files.Values.Where(file => !present.ContainsKey(file.Name))];
        gone.ForEach(file => files.Remove(file.Name));
        foreach (var (name, text) in present)
        {
            if (!files.TryGetValue(name, out var file))
            {
                files.Add(name, file = new FileState(name));
            }

            file.Take(text);
        }

        List<ViewFault> faults = [];
        List<IRowReader> replaced = [];
        foreach (var file in files.Values)
        {
            faults.AddRange(file.Faults);
            if (file.Declared is not null && FindRival(file) is { } rival)
            {
                faults.Add(new ViewFault(file.Name, file.Declared.Line, $"view {file.Declared.Name} is declared in {rival.Name} too"));
            }
            else if (file.Declared is not null && !file.IsTaken)
            {
                faults.AddRange(await TryTakeAsync(file, replaced, cancellationToken));
                continue;
            }

            if (file.Served is { } served)
            {
                faults.AddRange(await CheckAsync(file.Name, served.View, served.Reader, cancellationToken));
            }
        }

        Show(faults);
        // Only now can no new request find them.
        gone.ForEach(file => file.Drop());
        replaced.ForEach(reader => reader.Dispose());
    }

    // The file that serves a view keeps it; where none does, none of those that declare it gets it.
    private FileState? FindRival(FileState file)
    {
        var name = file.Declared!.Name;
        var isOwner = file.Served?.View.Name == name;
        return files.Values.FirstOrDefault(other => other != file && (other.Served?.View.Name == name || (!isOwner && other.Declared?.Name == name)));
    }

    private async Task<List<ViewFault>> TryTakeAsync(FileState file, List<IRowReader> replaced, CancellationToken cancellationToken)
    {
        var view = file.Declared!;
        file.Candidate ??= source.Open(view.Plan);
        var faults = await CheckAsync(file.Name, view, file.Candidate, cancellationToken);
        if (faults.Count > 0)
        {
            if (file.Served is { } lastGood)
            {
                await CheckAsync(file.Name, lastGood.View, lastGood.Reader, cancellationToken);
            }

            return faults;
        }

        if (file.Served is { } old)
        {
            replaced.Add(old.Reader);
        }

        file.Served = new ServedView(view, file.Candidate);
        file.Candidate = null;
        logger.ViewTaken(view.Name, file.Name);
        return faults;
    }

    private async Task<List<ViewFault>> CheckAsync(string file, FeatureView view, IRowReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await reader.RefreshAsync(cancellationToken)).Select(fault => ToViewFault(file, view, fault))];
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The other views must not suffer from it.
            var fault = new ViewFault(file, view.SourceLine, "source: reading it failed unexpectedly");
            if (!picture.Faults.Contains(fault))
            {
                logger.CheckBroke(exception, view.Name);
            }

            return [fault];
        }
    }

    private static ViewFault ToViewFault(string file, FeatureView view, PlanFault fault)
    {
        var (what, line) = fault.Column is null ? ("source", view.SourceLine) : view.Declares(fault.Column);
        return new ViewFault(file, line, $"{what}: {fault.Description}");
    }

    private void Show(List<ViewFault> faults)
    {
        var served = files.Values.Select(file => file.Served).OfType<ServedView>().ToFrozenDictionary(view => view.View.Name, StringComparer.Ordinal);
        // Said once, not at every look.
        foreach (var fault in faults.Except(picture.Faults))
        {
            logger.ViewFaulty(fault.File, fault.Line, fault.Description);
        }

        foreach (var lost in picture.Views.Keys.Where(view => !served.ContainsKey(view)))
        {
            logger.ViewGone(lost);
        }

        var features = served.Values
            .SelectMany(view => view.View.Features.Select((feature, i) => new ServedFeature($"{view.View.Name}:{feature.Name}", view, i)))
            .ToFrozenDictionary(feature => feature.Reference, StringComparer.Ordinal);
        picture = new Picture(served, features, faults, IsRead: true);
        metrics.Show(served.Count, faults.Count);
    }

    private sealed record Picture(
        FrozenDictionary<string, ServedView> Views, FrozenDictionary<string, ServedFeature> Features, IReadOnlyList<ViewFault> Faults, bool IsRead);
}
