using FedMl.Features.Views;

namespace FedMl.Features.Batches;

/// <summary>The columns of all batches of a stream.</summary>
/// <param name="HasTimes">Whether each row has a time that it was asked about.</param>
internal sealed record BatchSchema(IReadOnlyList<EntityKey> Keys, IReadOnlyList<BatchViewSchema> Views, bool HasTimes = false)
{
    /// <summary>Number of features that were asked for.</summary>
    public int FeatureCount => Views.Sum(view => view.Features.Count);

    public BatchColumn[] KeysOf(FeatureBatch batch) => [.. Keys.Select((key, i) => new BatchColumn(key.Name, key.Column.Type, batch.Keys[i], null))];

    /// <summary>The features of a batch in the order in which they were asked for.</summary>
    public BatchColumn[] FeaturesOf(FeatureBatch batch)
    {
        var columns = new BatchColumn[FeatureCount];
        for (var v = 0; v < Views.Count; v++)
        {
            var view = Views[v];
            for (var i = 0; i < view.Features.Count; i++)
            {
                columns[view.Places[i]] = new BatchColumn(view.References[i], view.Features[i].Column.Type, batch.Views[v].Columns[i], batch.Views[v]);
            }
        }

        return columns;
    }
}

/// <param name="Features">The features asked for, in the order of the batch's columns.</param>
/// <param name="Places">Place of each feature among all that were asked for.</param>
internal sealed record BatchViewSchema(string Name, IReadOnlyList<Feature> Features, IReadOnlyList<int> Places)
{
    public static BatchViewSchema Of(WantedView wanted) =>
        new(wanted.Open.View.Name, [.. wanted.Features.Select(feature => wanted.Open.View.Features[feature])], wanted.Places);

    /// <summary>What each feature is called in a batch.</summary>
    public IReadOnlyList<string> References { get; } = [.. Features.Select(feature => $"{Name}:{feature.Name}")];
}
