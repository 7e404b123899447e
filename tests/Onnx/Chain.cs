using FedMl.Protos.Onnx;
using static FedMl.Protos.Onnx.AttributeProto.Types;
using static FedMl.Tests.Onnx.GraphParts;

namespace FedMl.Tests.Onnx;

/// <summary>Nodes from the matrix x [-1,2] to scores [-1,1], one by one, right or wrong.</summary>
public sealed class Chain
{
    private readonly List<NodeProto> nodes = [];

    public Chain Then(string op, string[] inputs, string output, int? axis = null, int? to = null)
    {
        nodes.Add(Node(op, inputs, [output], [.. axis is { } a ? [Number("axis", a)] : Array.Empty<AttributeProto>(), .. to is { } t ? [Number("to", t)] : Array.Empty<AttributeProto>()]));
        return this;
    }

    public Chain ThenClassical(string op, string input, string output)
    {
        nodes.Add(Ml(op, [input], [output]));
        return this;
    }

    public Chain ThenScaler(string input, string output, float[] offset, float[] scale)
    {
        nodes.Add(Ml("Scaler", [input], [output], Floats("offset", offset), Floats("scale", scale)));
        return this;
    }

    /// <summary>A weighted sum of so many columns, or of as many as there are coefficients for the scores.</summary>
    public Chain ThenSum(string input, string output, float[]? coefficients = null, float[]? intercepts = null)
    {
        nodes.Add(Ml("LinearRegressor", [input], [output], Floats("coefficients", coefficients ?? [1, 1]), Floats("intercepts", intercepts ?? [0])));
        return this;
    }

    /// <summary>A choice between two constants inside: it may look at anything outside.</summary>
    public Chain ThenIf(string condition, string output)
    {
        var branch = new GraphProto { Node = { Node("Identity", ["x"], ["chosen"]) }, Output = { Tensor("chosen", Element.Float, -1, 2) } };
        nodes.Add(Node("If", [condition], [output], new AttributeProto { Name = "then_branch", Type = AttributeType.Graph, G = branch }, new AttributeProto { Name = "else_branch", Type = AttributeType.Graph, G = branch }));
        return this;
    }

    public byte[] ToGraph(params string[] outputs) =>
        Model([Tensor("x", Element.Float, -1, 2)], [.. (outputs.Length > 0 ? outputs : ["scores"]).Select(o => Tensor(o, Element.Float, -1, 1))], [.. nodes], (Floats("one", 1f).Tensor, "one"));
}
