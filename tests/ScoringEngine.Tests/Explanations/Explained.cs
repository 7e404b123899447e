using System.Globalization;
using System.Text;
using FedMl.Protos.Scoring.V1;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Explanations;

/// <summary>Models to explain: one column `a` and one `b` of the input x, one raw score.</summary>
internal static class Explained
{
    /// <summary>So many trees of: a ≤ 0.5: 1; else b ≤ 0.5: 2; else 4.</summary>
    public static Ensemble Trees(int count = 1)
    {
        var trees = new Ensemble();
        for (var tree = 0; tree < count; tree++)
        {
            trees.Branch(tree, 0, "BRANCH_LEQ", 0, 0.5f, 1, 2).Leaf(tree, 1, (0, 1)).Branch(tree, 2, "BRANCH_LEQ", 1, 0.5f, 3, 4).Leaf(tree, 3, (0, 2)).Leaf(tree, 4, (0, 4));
        }

        return trees;
    }

    /// <summary>Files of a version with such samples; none: a version without.</summary>
    public static (string, byte[])[] Files(byte[] graph, params (double A, double B)[] samples) =>
    [
        ("model.onnx", graph),
        ("signature.yaml", Encoding.UTF8.GetBytes($$"""
            inputs:
              - { name: x, columns: [ { name: a, feature: "v:a" }, { name: b } ] }
            outputs:
              - { name: score, onnx: scores }
            {{(samples.Length > 0 ? "samples: samples.json" : "")}}
            """)),
        .. samples.Length == 0 ? Array.Empty<(string, byte[])>() : [("samples.json", Encoding.UTF8.GetBytes($$"""{"records":[{{string.Join(',', samples.Select(s => string.Create(CultureInfo.InvariantCulture, $$"""{"a":{{s.A}},"b":{{s.B}}}""")))}}]}"""))],
    ];

    public static ScoreRequest Request(params (double A, double B)[] rows) => new()
    {
        Model = "m",
        Explain = true,
        Records = new Records { Columns = { Weighted.Doubles("a", [.. rows.Select(r => r.A)]), Weighted.Doubles("b", [.. rows.Select(r => r.B)]) } },
    };
}
