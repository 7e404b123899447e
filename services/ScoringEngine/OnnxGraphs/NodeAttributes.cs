using System.Globalization;
using FedMl.Protos.Onnx;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>The constant parameters of one node.</summary>
internal sealed class NodeAttributes(NodeProto node)
{
    private readonly Dictionary<string, AttributeProto> attributes = node.Attribute.DistinctBy(a => a.Name).ToDictionary(a => a.Name, StringComparer.Ordinal);

    public long Int(string name, long absent) => Of(name) is { HasI: true } attribute ? attribute.I : absent;

    public float Float(string name, float absent) => Of(name) is { HasF: true } attribute ? attribute.F : absent;

    public string Text(string name, string absent) => Of(name) is { HasS: true } attribute ? attribute.S.ToStringUtf8() : absent;

    public IReadOnlyList<long> Ints(string name) => (IReadOnlyList<long>?)Of(name)?.Ints ?? [];

    public IReadOnlyList<string> Texts(string name) => [.. Of(name)?.Strings.Select(s => s.ToStringUtf8()) ?? []];

    public IReadOnlyList<float> Floats(string name) => (IReadOnlyList<float>?)Of(name)?.Floats ?? [];

    /// <summary>Numbers that a node holds as floats, or in double precision under <c>{name}_as_tensor</c>.</summary>
    public IReadOnlyList<double> Numbers(string name) => Of($"{name}_as_tensor")?.T is { } tensor
        ? TensorValues.Doubles(tensor)
        : [.. Floats(name).Select(f => (double)f)];

    /// <summary>The elements of a constant tensor; empty: it is not there.</summary>
    public IReadOnlyList<double> Tensor(string name) => Of(name)?.T is { } tensor ? TensorValues.Doubles(tensor) : [];

    /// <summary>The classes of a classifier, as text.</summary>
    public IReadOnlyList<string> ClassLabels() => Texts("classlabels_strings") is { Count: > 0 } texts
        ? texts
        : [.. Ints("classlabels_int64s").Concat(Ints("classlabels_ints")).Select(label => label.ToString(CultureInfo.InvariantCulture))];

    private AttributeProto? Of(string name) => attributes.GetValueOrDefault(name);
}
