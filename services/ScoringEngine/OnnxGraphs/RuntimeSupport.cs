using System.Text.RegularExpressions;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Onnx;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>
/// Says of a graph that ONNX Runtime has refused what of it this runtime cannot run: its IR version, an operator set, an
/// operator. The runtime itself is asked, by one small graph for each.
/// </summary>
internal static partial class RuntimeSupport
{
    private const int PlainIr = 8;
    private const int PlainOpset = 17;
    private const int MaxOperators = 1000;

    /// <param name="model">What is known of the graph; null: nothing.</param>
    /// <param name="refusal">What ONNX Runtime said of the whole graph.</param>
    /// <exception cref="ServiceException">MODEL_UNSUPPORTED with everything that it cannot run, unless that is not why it refused.</exception>
    public static void Refuse(ModelSketch? model, string refusal)
    {
        List<Fault> faults = [];
        if (model is { IrVersion: > 0 })
        {
            AddFaults(model, faults);
        }

        if (faults.Count == 0 && refusal.Contains("Could not find an implementation for", StringComparison.Ordinal))
        {
            faults.Add(new Fault("", Implementation().Match(refusal) is { Success: true } found ? $"operator {found.Groups[1].Value} is not implemented for these datatypes" : "an operator is not implemented for its datatypes"));
        }

        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.ModelUnsupported, $"ONNX Runtime {OrtEnv.Instance().GetVersionString()} cannot run this model", faults);
        }
    }

    private static void AddFaults(ModelSketch model, List<Fault> faults)
    {
        var ir = model.IrVersion;
        if (Complaint(Identity(ir, [])) is { } aboutIr)
        {
            faults.Add(new Fault("", $"IR version {ir}{UpTo(aboutIr)}"));
            ir = PlainIr;
        }

        var known = model.OperatorSets.DistinctBy(s => Operators.DomainName(s.Domain)).ToList();
        foreach (var set in known.ToArray())
        {
            if (Complaint(Identity(ir, [set])) is { } aboutSet)
            {
                faults.Add(new Fault("", $"operator set {set.Version} of {Operators.DomainName(set.Domain)}{UpTo(aboutSet)}"));
                known.Remove(set);
            }
        }

        var own = model.Functions.Select(f => (Operators.DomainName(f.Domain), f.Name)).ToHashSet();
        var refusedDomains = model.OperatorSets.Except(known).Select(s => Operators.DomainName(s.Domain)).ToHashSet(StringComparer.Ordinal);
        foreach (var (domain, name) in model.AllNodes.Select(n => (Domain: Operators.DomainName(n.Domain), n.Operator)).Distinct().Take(MaxOperators))
        {
            if (!own.Contains((domain, name)) && !refusedDomains.Contains(domain) && Complaint(Alone(ir, known, domain, name)) is { } text && UnknownOperator().IsMatch(text))
            {
                faults.Add(new Fault("", $"operator {Operators.FullName(domain, name)}"));
            }
        }
    }

    // Up to where it goes, if it says so.
    private static string UpTo(string complaint) => Largest().Match(complaint) is { Success: true } found ? $" (it knows up to {found.Groups[1].Value})" : "";

    private static string? Complaint(ModelProto model)
    {
        try
        {
            using var options = OnnxEnvironment.NewSessionOptions();
            using var session = new InferenceSession(model.ToByteArray(), options);
            return null;
        }
        catch (OnnxRuntimeException exception)
        {
            return exception.Message;
        }
    }

    private static ModelProto Identity(long ir, IReadOnlyList<OperatorSetSketch> sets) => Model(ir, sets, new NodeProto { OpType = "Identity", Input = { "x" }, Output = { "y" } });

    private static ModelProto Alone(long ir, IReadOnlyList<OperatorSetSketch> sets, string domain, string name) =>
        Model(ir, sets, new NodeProto { OpType = name, Domain = domain == Operators.Standard ? "" : domain, Output = { "y" } });

    private static ModelProto Model(long ir, IReadOnlyList<OperatorSetSketch> sets, NodeProto node)
    {
        var type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimValue = 1 } } } } };
        var graph = new GraphProto { Name = "asked", Node = { node }, Input = { new ValueInfoProto { Name = "x", Type = type } }, Output = { new ValueInfoProto { Name = "y", Type = type } } };
        var model = new ModelProto { IrVersion = ir, Graph = graph };
        model.OpsetImport.AddRange(sets.Select(s => new OperatorSetIdProto { Domain = s.Domain, Version = s.Version }));
        if (!sets.Any(s => Operators.DomainName(s.Domain) == Operators.Standard))
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Version = PlainOpset });
        }

        return model;
    }

    [GeneratedRegex(@"(?:till opset|max supported IR version:) ?(\d+)", RegexOptions.None, 1000)]
    private static partial Regex Largest();

    [GeneratedRegex("not a registered function/op|No Op registered|has been deprecated", RegexOptions.None, 1000)]
    private static partial Regex UnknownOperator();

    [GeneratedRegex(@"Could not find an implementation for ([\w.:]+\(\d+\))", RegexOptions.None, 1000)]
    private static partial Regex Implementation();
}
