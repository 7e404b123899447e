using FedMl.Protos.Onnx;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>Reads <c>LinearClassifier</c> and <c>LinearRegressor</c>, as ONNX Runtime reads them.</summary>
internal static class LinearModelReader
{
    /// <exception cref="UnreadableGraphException">Its lists do not fit each other.</exception>
    public static LinearModel Read(NodeProto node)
    {
        var attributes = new NodeAttributes(node);
        var coefficients = attributes.Numbers("coefficients").ToArray();
        var intercepts = attributes.Numbers("intercepts").ToArray();
        IReadOnlyList<string> labels = [];
        if (node.IsClassical(Operators.LinearClassifier))
        {
            labels = attributes.ClassLabels();
        }
        else if (intercepts.Length == 0 && attributes.Int("targets", 1) is > 0 and < int.MaxValue and var targets && targets <= coefficients.Length)
        {
            intercepts = new double[targets];
        }

        if (intercepts.Length == 0 || coefficients.Length == 0 || coefficients.Length % intercepts.Length != 0)
        {
            throw new UnreadableGraphException($"it has {coefficients.Length} coefficients and {intercepts.Length} intercepts");
        }

        if (!coefficients.Concat(intercepts).All(double.IsFinite))
        {
            throw new UnreadableGraphException("a coefficient is not finite");
        }

        // Two classes and one score: it is the second's.
        return new LinearModel(coefficients, intercepts, labels.Count == intercepts.Length ? labels : labels.Count == 2 && intercepts.Length == 1 ? [labels[1]] : []);
    }
}
