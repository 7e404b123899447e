using System.Globalization;

namespace FedMl.Benchmarks.Scoring;

/// <summary>How often each stage of a model's requests ran and how long in all, as Scoring's own metrics tell.</summary>
internal sealed class StageSums
{
    private const string Metric = "fedml_score_stage_duration_seconds_";
    private readonly Dictionary<(string Figure, string Stage), double> figures = [];

    /// <summary>Mean of a stage since an earlier reading, microseconds; 0: it did not run.</summary>
    public double MeanSince(StageSums earlier, string stage)
    {
        var count = Of("count", stage) - earlier.Of("count", stage);
        return count > 0 ? (Of("sum", stage) - earlier.Of("sum", stage)) / count * 1e6 : 0;
    }

    /// <exception cref="LoadException">The page cannot be read.</exception>
    public static async Task<StageSums> ReadAsync(Uri page, string model, CancellationToken cancellationToken) =>
        Parse(await Page.ReadAsync(page, cancellationToken), model);

    /// <summary>Reads the lines of one model.</summary>
    public static StageSums Parse(string page, string model)
    {
        var sums = new StageSums();
        foreach (var line in page.Split('\n'))
        {
            foreach (var figure in new[] { "sum", "count" })
            {
                var start = $"{Metric}{figure}{{model=\"{model}\",stage=\"";
                if (line.StartsWith(start, StringComparison.Ordinal))
                {
                    var stage = line[start.Length..line.IndexOf('"', start.Length)];
                    sums.figures[(figure, stage)] = double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
                }
            }
        }

        return sums;
    }

    private double Of(string figure, string stage) => figures.GetValueOrDefault((figure, stage));
}
