using FedMl.Features.Sources;
using FedMl.Features.Views;

namespace FedMl.Features.Selftest;

/// <summary>Whether feature views can be served: file, asset, columns and keys, a row, points in time.</summary>
internal sealed class ViewChecks(FeatureViewFolder folder, FeatureViewCatalog catalog, IBusinessDataSource source, SampleRead reads, TimeProvider time)
{
    private const string HowTo = "README, \"Add a feature view\", tells what a file may say.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Data that changed a moment ago are left to come to rest.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1.5);

    private SortedDictionary<string, (FeatureView? View, IReadOnlyList<ViewFault> Faults)> files = new(StringComparer.Ordinal);

    public IEnumerable<FeatureView> Views => files.Values.Select(file => file.View).OfType<FeatureView>();

    public Check Files => new("feature views", _ =>
    {
        files = new(folder.Read().ToDictionary(file => file.Key, file => Read(file.Key, file.Value)), StringComparer.Ordinal);
        return Task.FromResult(files.Count == 0
            ? Finding.NotChecked("the folder holds none; README, \"Find data\", drafts one")
            : Finding.Ok($"{files.Count} files"));
    });

    /// <summary>The checks of each file, which do not depend on those of another.</summary>
    public IEnumerable<IEnumerable<Check>> Each() => files.Select(file => Of(file.Key, file.Value.View, file.Value.Faults));

    private static (FeatureView? View, IReadOnlyList<ViewFault> Faults) Read(string name, ViewFile file) =>
        file.Text is { } text ? FeatureViewReader.Read(name, text) : (null, [new ViewFault(name, 0, file.Fault!)]);

    private IEnumerable<Check> Of(string file, FeatureView? view, IReadOnlyList<ViewFault> faults)
    {
        yield return new Check(file, _ => Task.FromResult(view is null ? Finding.Failed(Told(faults), HowTo) : Finding.Ok($"declares {view.Name}")));
        if (view is null)
        {
            yield break;
        }

        yield return new Check($"{view.Name}, asset {view.Asset.Space}/{view.Asset.Asset}", async token =>
            Finding.Ok($"{(await source.DescribeAssetAsync(view.Asset, token)).Count} columns"));
        yield return new Check($"{view.Name}, columns and keys", token => BindAsync(file, view, token));
        yield return new Check($"{view.Name}, one row", token => reads.ReadAsync(view, token));
        if (view.Times.HasAny)
        {
            yield return new Check($"{view.Name}, as of", token => reads.ReadBeforeAllAsync(view, token));
        }
    }

    private async Task<Finding> BindAsync(string file, FeatureView view, CancellationToken cancellationToken)
    {
        await catalog.RefreshAsync(Patience, cancellationToken);
        if (FaultsOf(file).Length > 0)
        {
            await Task.Delay(Rest, time, cancellationToken);
            await catalog.RefreshAsync(Patience, cancellationToken);
        }

        return FaultsOf(file) is { Length: > 0 } faults
            ? Finding.Failed(Told(faults), "Compare the file with the asset's columns (README, \"Find data\"): names are matched exactly, and a type must hold every value of its column.")
            : Finding.Ok($"{view.Features.Count} features, key {string.Join(", ", view.Keys.Select(key => key.Name))}");
    }

    private ViewFault[] FaultsOf(string file) => [.. catalog.Faults.Where(fault => fault.File == file)];

    private static string Told(IEnumerable<ViewFault> faults) =>
        string.Join("; ", faults.Select(fault => fault.Line == 0 ? fault.Description : $"line {fault.Line}: {fault.Description}"));
}
