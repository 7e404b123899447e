namespace FedMl.Features.Views;

/// <summary>Features that were asked for by their references, found; by view in the order in which they were asked.</summary>
internal sealed class ResolvedFeatures
{
    private readonly string[] references;

    /// <param name="references">As the request has them.</param>
    /// <param name="features">Those of them that are served, each with its place.</param>
    public ResolvedFeatures(IEnumerable<string> references, IEnumerable<(int Place, ServedFeature Feature)> features)
    {
        this.references = [.. references];
        Views =
        [
            .. features.GroupBy(wanted => wanted.Feature.View)
                .Select(view => new WantedView(view.Key, [.. view.Select(wanted => wanted.Place)], [.. view.Select(wanted => wanted.Feature.Index)])),
        ];
        OpenViews = [.. Views.Select(wanted => wanted.Open)];
        Keys = OpenViews.SelectMany(open => open.View.Keys).DistinctBy(key => (key.Name, key.Column.Type)).ToLookup(key => key.Name, StringComparer.Ordinal);
        HaveParameters = OpenViews.Any(open => open.View.Parameters.Count > 0);
    }

    /// <summary>Of no request.</summary>
    public static ResolvedFeatures None { get; } = new([], []);

    public int Count => references.Length;

    public IReadOnlyList<WantedView> Views { get; }

    public IReadOnlyList<OpenView> OpenViews { get; }

    /// <summary>The entity keys of all views by name; more than one where their types differ.</summary>
    public ILookup<string, EntityKey> Keys { get; }

    public bool HaveParameters { get; }

    public bool Are(IReadOnlyList<string> asked)
    {
        if (asked.Count != references.Length)
        {
            return false;
        }

        for (var i = 0; i < references.Length; i++)
        {
            if (!string.Equals(asked[i], references[i], StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>What a request wants of one view.</summary>
/// <param name="Places">For each feature its place in the request.</param>
/// <param name="Features">Indices into the features of the view.</param>
internal sealed record WantedView(OpenView Open, int[] Places, int[] Features);
