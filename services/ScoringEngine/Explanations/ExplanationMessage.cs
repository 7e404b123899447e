using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Signatures;

namespace FedMl.ScoringEngine.Explanations;

/// <summary>Explained rows as they are answered: one column a value, back in the rows of the request.</summary>
internal sealed class ExplanationMessage
{
    private readonly Explanation message;
    private readonly double[] rawScores;
    private readonly double[][] contributions;
    private readonly int width;

    public ExplanationMessage(BoundSignature signature, Explainer explainer, int rowCount)
    {
        width = explainer.BaseValues.Count;
        message = new Explanation { Width = width, Classes = { ClassesOf(signature, explainer) }, BaseValues = { explainer.BaseValues } };
        message.Contributions.AddRange(signature.Columns.Select(c => new Contributions { Name = c.Name, Feature = c.Feature ?? "" }));
        rawScores = new double[rowCount * width];
        contributions = [.. signature.Columns.Select(_ => new double[rowCount * width])];
    }

    public void Set(int row, ExplainedRow explained)
    {
        explained.RawScores.CopyTo(rawScores, row * width);
        for (var column = 0; column < contributions.Length; column++)
        {
            explained.Contributions.AsSpan(column * width, width).CopyTo(contributions[column].AsSpan(row * width));
        }
    }

    public Explanation Build()
    {
        message.RawScores.AddRange(rawScores);
        for (var column = 0; column < contributions.Length; column++)
        {
            message.Contributions[column].Values.AddRange(contributions[column]);
        }

        return message;
    }

    // As the predictions name them: a signature's names go before those of the graph.
    private static IEnumerable<string> ClassesOf(BoundSignature signature, Explainer explainer)
    {
        var labels = explainer.Classes.Count;
        var names = signature.Outputs.Select(o => o.Signature.Classes).FirstOrDefault(classes => classes.Count > 1 && classes.Count == Math.Max(2, labels));
        return labels == 0 ? [] : names is null ? explainer.Classes : names.TakeLast(labels);
    }
}
