using System.Globalization;
using FedMl.ServiceDefaults.Yaml;
using FedMl.Training.Templates;

namespace FedMl.Training.Gates;

/// <summary>Reads <c>gates</c> and <c>evaluation</c> of a template.</summary>
internal static class GateReader
{
    private static readonly Dictionary<string, Measure> Measures = new() { ["accuracy"] = Measure.Accuracy, ["logLoss"] = Measure.LogLoss };

    public static IReadOnlyList<Gate> Gates(YamlFields template) => [.. template.List("gates").Select(item => Gate(template, item)).OfType<Gate>()];

    public static Evaluation? Evaluation(YamlFields template, IReadOnlyList<TemplateInput> inputs, IReadOnlyList<Gate> gates)
    {
        if (template.Optional("evaluation") is not { } item)
        {
            if (gates.Any(gate => gate.Champion is not null))
            {
                template.Fault("gates", "a gate that asks the champion needs the field evaluation");
            }

            return null;
        }

        if (template.Of(item, "evaluation", "input", "truth", "label", "probability") is not { } fields)
        {
            return null;
        }

        var evaluation = new Evaluation(fields.Name("input"), fields.Name("truth"), fields.Name("label"), fields.Text("probability") ?? "");
        if (!inputs.Any(input => input.Name == evaluation.Input && input.HoldOut > 0))
        {
            fields.Fault("input", "evaluation: input must name an input with a holdOut");
        }

        if (evaluation.Probability.Length == 0 && gates.Any(gate => gate.Champion == Measure.LogLoss))
        {
            fields.Fault("probability", "evaluation: a gate by logLoss needs probability");
        }

        return evaluation;
    }

    private static Gate? Gate(YamlFields template, YamlItem item)
    {
        if (template.Of(item, "a gate", "metric", "min", "max", "champion", "tolerance") is not { } fields)
        {
            return null;
        }

        var measure = fields.Text("champion");
        if (measure is not null && !Measures.ContainsKey(measure))
        {
            fields.Fault("champion", $"a gate: champion must be one of {string.Join(", ", Measures.Keys)}");
        }

        var gate = new Gate(
            fields.RequiredText("metric") ?? "", Number(fields, "min"), Number(fields, "max"),
            measure is not null && Measures.TryGetValue(measure, out var known) ? known : null, Number(fields, "tolerance") ?? 0);
        if (gate.Min is null && gate.Max is null && measure is null)
        {
            fields.Fault(fields.Line, "a gate must have min, max or champion");
        }

        if (gate.Tolerance < 0)
        {
            fields.Fault("tolerance", "a gate: tolerance must not be below 0");
        }

        return gate;
    }

    private static double? Number(YamlFields fields, string field)
    {
        var text = fields.Text(field);
        if (text is null)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            return number;
        }

        fields.Fault(field, $"a gate: {field} must be a number");
        return null;
    }
}
