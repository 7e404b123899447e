using System.Globalization;
using System.Text;
using FedMl.Training.Jobs;

namespace FedMl.Training.Publication;

/// <summary>Where a version comes from: as tags, and as the last part of its model card.</summary>
/// <param name="Tags">By name.</param>
/// <param name="Text">Markdown.</param>
internal sealed record Lineage(IReadOnlyDictionary<string, string> Tags, string Text)
{
    private const int MaxTags = 100;
    private const int MaxTag = 1024;

    public static Lineage Of(Job job)
    {
        var (request, facts) = (job.Request, job.View.Facts);
        var tags = new List<(string Name, string Value)>
        {
            ("job", job.Id), ("tenant", request.Tenant), ("template", request.Template.Name), ("command", string.Join(' ', request.Template.Command)),
        };
        foreach (var input in facts.Select(fact => fact.Input).OfType<InputFile>())
        {
            tags.Add(($"input.{input.Name}.view", input.View));
            tags.Add(($"input.{input.Name}.viewDigest", input.ViewDigest));
            tags.Add(($"input.{input.Name}.asOf", input.AsOf.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)));
            tags.Add(($"input.{input.Name}.rows", input.Rows.ToString(CultureInfo.InvariantCulture)));
            tags.Add(($"input.{input.Name}.sha256", input.Sha256));
        }

        tags.AddRange(request.Parameters.Select(parameter => ($"parameter.{parameter.Key}", parameter.Value)));
        tags.AddRange((facts.LastOrDefault(fact => fact.Metrics is not null)?.Metrics ?? new Dictionary<string, double>())
            .Select(metric => ($"metric.{metric.Key}", metric.Value.ToString("R", CultureInfo.InvariantCulture))));
        var kept = tags.Take(MaxTags).ToDictionary(tag => tag.Name, tag => tag.Value.Length <= MaxTag ? tag.Value : tag.Value[..MaxTag]);
        return new Lineage(kept, TextOf(kept, facts));
    }

    private static string TextOf(Dictionary<string, string> tags, IReadOnlyList<JobFact> facts)
    {
        var text = new StringBuilder("\n## Lineage\n\n");
        foreach (var (name, value) in tags)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {name}: `{value.Replace('`', '\'')}`\n");
        }

        foreach (var decision in facts.Select(fact => fact.Decision).OfType<JobDecision>())
        {
            var numbers = string.Join(", ", decision.Numbers.Select(number => string.Create(CultureInfo.InvariantCulture, $"{number.Key} {number.Value:R}")));
            text.Append(CultureInfo.InvariantCulture, $"- {decision.Subject}: {(decision.Passed ? "passed" : "refused")}, {decision.Why} ({numbers})\n");
        }

        return text.ToString();
    }
}
