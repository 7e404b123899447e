using System.Text.Json;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Scoring.V1;

namespace FedMl.ScoringEngine.Tests.Explanations;

/// <summary>The sample models of this repository, as users get them.</summary>
public sealed class CommittedModelTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("iris", 3)]
    [InlineData("breast-cancer", 2)]
    public async Task Score_Explain_ContributionsAddUpToWhatTheProbabilitiesComeFrom(string model, int classes)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "samples", model, "1");
        await using var host = await RunningScoring.StartAsync(r => r.Publish(model, "1", [.. Directory.GetFiles(folder).Select(f => (Path.GetFileName(f), File.ReadAllBytes(f)))]));
        var records = Records(Path.Combine(folder, "samples.json"));

        var response = await host.Scoring.ScoreAsync(new ScoreRequest { Model = model, Records = records, Explain = true });

        var explanation = response.Explanation;
        var probability = response.Predictions.Single(p => p.Name == "probability");
        Assert.Equal(classes, explanation.Width);
        Assert.Equal(probability.Classes, explanation.Classes);
        Assert.Equal(records.Columns.Select(c => c.Name).Order(), explanation.Contributions.Select(c => c.Name).Order());
        Assert.Contains(explanation.Contributions, c => c.Values.Any(v => Math.Abs(v) > 0.1));
        for (var row = 0; row < response.RowCount; row++)
        {
            var raw = explanation.RawScores.Skip(row * classes).Take(classes).ToArray();
            for (var i = 0; i < classes; i++)
            {
                var sum = explanation.BaseValues[i] + explanation.Contributions.Sum(c => c.Values[(row * classes) + i]);
                Assert.Equal(raw[i], sum, Tolerance);
                Assert.Equal(probability.Floats.Values[(row * classes) + i], Math.Exp(raw[i]) / raw.Sum(Math.Exp), Tolerance);
            }
        }
    }

    private static Records Records(string samples)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(samples));
        var records = document.RootElement.GetProperty("records").EnumerateArray().ToArray();
        return new Records
        {
            Columns =
            {
                records[0].EnumerateObject().Select(field => new Column
                {
                    Name = field.Name,
                    Doubles = new Doubles { Values = { records.Select(r => r.GetProperty(field.Name).GetDouble()) } },
                }),
            },
        };
    }
}
