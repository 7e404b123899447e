using System.Collections.Frozen;
using FedMl.Features.Caching;
using FedMl.Features.Sources;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Views;

/// <summary>
/// The feature views that are served. A faulty new version of a file never replaces a good one; faults are told until
/// they are mended.
/// </summary>
internal sealed class FeatureViewCatalog(
    FeatureViewFolder folder, IBusinessDataSource source, RowCache cache, FeaturesMetrics metrics, ILogger<FeatureViewCatalog> logger)
{
    private const string Broken = "reading it failed unexpectedly";

    private readonly SortedDictionary<string, FileState> files = new(StringComparer.Ordinal);
    private volatile Picture picture = new(FrozenDictionary<string, OpenView>.Empty, FrozenDictionary<string, ServedFeature>.Empty, FrozenSet<string>.Empty, [], IsRead: false);

    /// <summary>Whether the folder was read at least once.</summary>
    public bool IsReady => picture.IsRead;

    public IEnumerable<FeatureView> Views => picture.Views.Values.Select(served => served.View).OrderBy(view => view.Name, StringComparer.Ordinal);

    public IReadOnlyList<ViewFault> Faults => picture.Faults;

    public OpenView? FindView(string name) => picture.Views.GetValueOrDefault(name);

    /// <summary>Finds a feature by its reference <c>view:feature</c>.</summary>
    public ServedFeature? FindFeature(string reference) => picture.Features.GetValueOrDefault(reference);

    /// <summary>Finds features by their references; null: one at least is not served.</summary>
    public ResolvedFeatures? FindFeatures(IReadOnlyList<string> references)
    {
        var current = picture;
        if (current.Requests.Find(references) is { } known)
        {
            return known;
        }

        var features = new (int Place, ServedFeature Feature)[references.Count];
        for (var i = 0; i < features.Length; i++)
        {
            if (!current.Features.TryGetValue(references[i], out var feature))
            {
                return null;
            }

            features[i] = (i, feature);
        }

        var resolved = new ResolvedFeatures(references, features);
        current.Requests.Remember(resolved);
        return resolved;
    }

    /// <summary>Whether the feature is declared in a view that cannot be served because its source cannot be read now.</summary>
    public bool IsUnread(string view, string feature) => picture.Unread.Contains($"{view}:{feature}");

    /// <summary>Whether the view is declared and cannot be served because its source cannot be read now.</summary>
    public bool IsUnread(string view) => picture.Unread.Any(reference => reference.StartsWith($"{view}:", StringComparison.Ordinal));

    /// <summary>Takes up what changed in the folder and in the source. One caller at a time.</summary>
    /// <param name="patience">For how long it waits for sources; those that take longer are asked for at the next call.</param>
    public async Task RefreshAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var gone = TakeFiles();
        var rivals = files.Values.ToDictionary(file => file, FindRival);
        foreach (var file in files.Values.Where(file => file.Declared is not null && !file.IsTaken && rivals[file] is null))
        {
            file.Candidate ??= new OpenView(file.Declared!, cache.Over(source.Open(file.Declared!.Plan), file.Declared!));
        }

        await LookAsync([.. files.Values.SelectMany(file => file.Open)], patience, cancellationToken);

        List<ViewFault> faults = [];
        List<OpenView> replaced = [];
        foreach (var file in files.Values)
        {
            faults.AddRange(file.Faults);
            if (rivals[file] is { } rival)
            {
                faults.Add(new ViewFault(file.Name, file.Declared!.Line, $"view {file.Declared.Name} is declared in {rival.Name} too"));
            }
            else if (file.Candidate is { Faults.Count: 0 } candidate)
            {
                replaced.AddRange(file.Served is { } old ? [old] : []);
                (file.Served, file.Candidate) = (candidate, null);
                logger.ViewTaken(candidate.View.Name, file.Name);
            }

            if ((rivals[file] is null ? file.Candidate ?? file.Served : file.Served) is { } open)
            {
                faults.AddRange(open.Faults.Select(fault => ToViewFault(file.Name, open.View, fault)));
            }
        }

        Show(faults);
        // Only now can no new request find them.
        gone.ForEach(file => file.Drop());
        replaced.ForEach(view => view.Dispose());
    }

    private List<FileState> TakeFiles()
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

        return gone;
    }

    // The file that serves a view keeps it; where none does, none of those that declare it gets it.
    private FileState? FindRival(FileState file)
    {
        if (file.Declared?.Name is not { } name)
        {
            return null;
        }

        var isOwner = file.Served?.View.Name == name;
        return files.Values.FirstOrDefault(other => other != file && (other.Served?.View.Name == name || (!isOwner && other.Declared?.Name == name)));
    }

    private async Task LookAsync(OpenView[] views, TimeSpan patience, CancellationToken cancellationToken)
    {
        foreach (var view in views.Where(view => view.Look.IsCompleted))
        {
            view.Look = LookAsync(view, cancellationToken);
        }

        try
        {
            await Task.WhenAll(views.Select(view => view.Look)).WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What those views served stays served.
        }
    }

    private async Task LookAsync(OpenView view, CancellationToken cancellationToken)
    {
        try
        {
            view.Faults = await view.Reader.RefreshAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The other views must not suffer from it.
            if (view.Faults is not [{ Description: Broken }])
            {
                logger.CheckBroke(exception, view.View.Name);
            }

            view.Faults = [new PlanFault(ErrorReason.SourceUnavailable, null, Broken)];
        }
    }

    private static ViewFault ToViewFault(string file, FeatureView view, PlanFault fault)
    {
        var (what, line) = fault.Column is null ? ("source", view.SourceLine) : view.Declares(fault.Column);
        return new ViewFault(file, line, $"{what}: {fault.Description}");
    }

    private void Show(List<ViewFault> faults)
    {
        var served = files.Values.Select(file => file.Served).OfType<OpenView>().ToFrozenDictionary(view => view.View.Name, StringComparer.Ordinal);
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
        var unread = files.Values.Select(file => file.Candidate).OfType<OpenView>()
            .Where(view => view.Faults.Any(fault => fault.Reason != ErrorReason.SourceChanged))
            .SelectMany(view => view.View.Features.Select(feature => $"{view.View.Name}:{feature.Name}"))
            .ToFrozenSet(StringComparer.Ordinal);
        picture = new Picture(served, features, unread, faults, IsRead: true);
        metrics.Show(served.Count, faults.Count);
    }

    private sealed record Picture(
        FrozenDictionary<string, OpenView> Views,
        FrozenDictionary<string, ServedFeature> Features,
        FrozenSet<string> Unread,
        IReadOnlyList<ViewFault> Faults,
        bool IsRead)
    {
        public ResolvedRequests Requests { get; } = new();
    }
}
