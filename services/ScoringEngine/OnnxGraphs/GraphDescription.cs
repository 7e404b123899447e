using FedMl.Protos.Scoring.V1;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>Tells people what a graph asks of a runtime. Names are the artifact's, so they are cut.</summary>
internal static class GraphDescription
{
    private const int MaxNames = 256;
    private const int MaxNameLength = 100;

    public static GraphReport Of(ModelSketch model)
    {
        var report = new GraphReport { IrVersion = model.IrVersion };
        report.OperatorSets.AddRange(model.OperatorSets.Take(MaxNames).Select(s => new OperatorSet { Domain = Cut(Operators.DomainName(s.Domain)), Version = s.Version }));
        report.Operators.AddRange(model.AllNodes.Select(n => Cut(Operators.FullName(n.Domain, n.Operator))).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MaxNames));
        return report;
    }

    private static string Cut(string name) => name.Length <= MaxNameLength ? name : name[..MaxNameLength] + "…";
}
