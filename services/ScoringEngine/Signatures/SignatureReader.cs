using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using YamlDotNet.RepresentationModel;

namespace FedMl.ScoringEngine.Signatures;

/// <summary>Reads <c>signature.yaml</c>; every fault is named with its line.</summary>
internal sealed class SignatureReader
{
    private const int MaxColumns = 100_000;
    private static readonly string[] ColumnFields = ["feature", "missing", "default"];
    private readonly YamlFaults faults = new("signature.yaml");

    private SignatureReader()
    {
    }

    /// <exception cref="ServiceException">SIGNATURE_INVALID with all faults.</exception>
    public static Signature Read(string yaml)
    {
        var reader = new SignatureReader();
        var signature = reader.ReadDocument(yaml);
        return reader.faults.All.Count == 0 && signature is not null
            ? signature
            : throw ServiceException.FromFaults(ErrorReason.SignatureInvalid, "The signature is not valid", reader.faults.All);
    }

    private Signature? ReadDocument(string yaml)
    {
        if (YamlText.Load(yaml, faults) is not { } stream)
        {
            return null;
        }

        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            faults.Add(1, "must be one mapping with inputs and outputs");
            return null;
        }

        var fields = YamlFields.Of(root, faults, "inputs", "outputs", "samples");
        var inputs = fields.List("inputs", required: true).Select(ReadInput).OfType<SignatureInput>().ToArray();
        var outputs = fields.List("outputs", required: true).Select(ReadOutput).OfType<SignatureOutput>().ToArray();
        CheckUnique(root, inputs, outputs);
        return new Signature(inputs, outputs, fields.Text("samples"));
    }

    private SignatureInput? ReadInput(YamlNode node)
    {
        if (node is not YamlMappingNode mapping)
        {
            faults.Add(node, "an input must be a mapping with a name");
            return null;
        }

        var fields = YamlFields.Of(mapping, faults, "name", "columns", "feature", "missing", "default");
        var name = fields.Text("name", required: true) ?? "";
        if (!fields.Has("columns"))
        {
            return new SignatureInput(name, [ReadColumn(fields, mapping, name)]);
        }

        foreach (var key in ColumnFields.Where(fields.Has))
        {
            faults.Add(mapping, $"input {name} has columns, so {key} belongs to each of them");
        }

        var columns = fields.List("columns", required: true).Take(MaxColumns).Select(ReadMatrixColumn).ToArray();
        return new SignatureInput(name, columns);
    }

    private SignatureColumn ReadMatrixColumn(YamlNode node)
    {
        if (node is not YamlMappingNode mapping)
        {
            faults.Add(node, "a column must be a mapping with a name or a feature");
            return new SignatureColumn("", null, Missing.Reject, null);
        }

        var fields = YamlFields.Of(mapping, faults, "name", "feature", "missing", "default");
        var feature = fields.Text("feature");
        var name = fields.Text("name") ?? feature?[(feature.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (string.IsNullOrEmpty(name))
        {
            faults.Add(node, "a column needs a name or a feature");
        }

        return ReadColumn(fields, mapping, name ?? "");
    }

    private SignatureColumn ReadColumn(YamlFields fields, YamlMappingNode node, string name)
    {
        var feature = fields.Text("feature");
        if (feature is not null && feature.Split(':') is not [{ Length: > 0 }, { Length: > 0 }])
        {
            faults.Add(node, $"feature '{feature}' must be view:feature");
        }

        var missing = Missing.Reject;
        if (fields.Text("missing") is { } policy && (!Enum.TryParse(policy, ignoreCase: true, out missing) || int.TryParse(policy, out _)))
        {
            faults.Add(node, $"missing '{policy}' must be reject, default or pass");
        }

        if (missing == Missing.Default != fields.Has("default"))
        {
            faults.Add(node, missing == Missing.Default ? $"{name}: missing is default, but no default is given" : $"{name}: a default is given, but missing is not default");
        }

        return new SignatureColumn(name, feature, missing, fields.Text("default"));
    }

    private SignatureOutput? ReadOutput(YamlNode node)
    {
        if (node is not YamlMappingNode mapping)
        {
            faults.Add(node, "an output must be a mapping with a name");
            return null;
        }

        var fields = YamlFields.Of(mapping, faults, "name", "onnx", "classes");
        var name = fields.Text("name", required: true) ?? "";
        var classes = fields.List("classes", required: false).Select(c => (c as YamlScalarNode)?.Value ?? "").ToArray();
        if (classes.Distinct(StringComparer.Ordinal).Count() != classes.Length || classes.Contains(""))
        {
            faults.Add(mapping, $"output {name}: classes must be different texts");
        }

        return new SignatureOutput(name, fields.Text("onnx") ?? name, classes);
    }

    private void CheckUnique(YamlNode root, SignatureInput[] inputs, SignatureOutput[] outputs)
    {
        var names = new (string What, IEnumerable<string> Names)[]
        {
            ("input", inputs.Select(i => i.Tensor)),
            ("input column", inputs.SelectMany(i => i.Columns).Select(c => c.Name)),
            ("output", outputs.Select(o => o.Name)),
        };
        foreach (var (what, list) in names)
        {
            foreach (var duplicate in list.Where(n => n.Length > 0).GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1))
            {
                faults.Add(root, $"{what} {duplicate.Key} is named twice");
            }
        }
    }
}
