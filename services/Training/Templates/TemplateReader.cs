using FedMl.ServiceDefaults.Yaml;
using FedMl.Training.Gates;
using FedMl.Training.Publication;
using FedMl.Training.Triggers;

namespace FedMl.Training.Templates;

/// <summary>Reads a template file; every fault is named with its line.</summary>
internal sealed class TemplateReader
{
    private static readonly string[] Known = ["name", "description", "paused", "model", "command", "parameters", "inputs", "limits", "gates", "evaluation", "rollout", "triggers", "concurrency", "rate"];

    private readonly List<TemplateFault> faults = [];
    private readonly string file;

    private TemplateReader(string file) => this.file = file;

    /// <returns>The template, or null and the faults; the name where it could be read.</returns>
    public static (Template? Template, string Name, IReadOnlyList<TemplateFault> Faults) Read(string file, string yaml)
    {
        var reader = new TemplateReader(file);
        var name = "";
        var template = YamlTree.Read(yaml, reader.Fault) is { } document ? reader.Template(document, out name) : null;
        return (reader.faults.Count == 0 ? template : null, name, reader.faults);
    }

    private Template? Template(YamlItem document, out string name)
    {
        name = "";
        if (YamlFields.Of(document, "a template", Fault, Known) is not { } fields)
        {
            return null;
        }

        name = fields.Name("name");
        var model = fields.Optional("model") is null ? "" : fields.Name("model");
        string[] command = [.. fields.Texts("command")];
        TemplateParameter[] parameters = [.. fields.List("parameters").Select(item => Parameter(fields, item)).OfType<TemplateParameter>()];
        TemplateInput[] inputs = [.. fields.List("inputs").Select(item => InputReader.Read(fields, item)).OfType<TemplateInput>()];
        fields.Unique("parameters", parameters.Select(parameter => parameter.Name));
        fields.Unique("inputs", inputs.Select(input => input.Name));
        foreach (var fault in command.SelectMany(argument => Placeholders.Faults(argument, parameters, inputs)))
        {
            fields.Fault("command", $"a template: command: {fault}");
        }

        var gates = GateReader.Gates(fields);
        var evaluation = GateReader.Evaluation(fields, inputs, gates);
        var rollout = RolloutPolicy.Read(fields);
        if (model.Length == 0 && (gates.Count > 0 || rollout.Kind != RolloutKind.Manual))
        {
            fields.Fault("model", "a template: gates and rollout need a model to register");
        }

        return new Template(name, fields.Text("description") ?? "", model, command)
        {
            IsPaused = fields.Truth("paused"),
            Parameters = parameters,
            Inputs = inputs,
            Limits = LimitReader.Read(fields),
            Gates = gates,
            Evaluation = evaluation,
            Rollout = rollout,
            Triggers = TriggerReader.Triggers(fields),
            Concurrency = fields.Whole("concurrency", 1, TriggerReader.MaxConcurrency, 1),
            Rate = TriggerReader.Rate(fields),
        };
    }

    private static TemplateParameter? Parameter(YamlFields template, YamlItem item)
    {
        if (template.Of(item, "a parameter", "name", "default", "pattern") is not { } fields)
        {
            return null;
        }

        var parameter = new TemplateParameter(fields.Name("name"), fields.RequiredText("default") ?? "", fields.RequiredText("pattern") ?? "");
        try
        {
            if (!parameter.Takes(parameter.Default))
            {
                fields.Fault("default", "a parameter: default is not what its pattern takes");
            }
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            fields.Fault("pattern", "a parameter: pattern is no regular expression that is matched without going back");
        }

        return parameter;
    }

    private void Fault(int line, string description) => faults.Add(new TemplateFault(file, line, description));
}
