using System.Text.RegularExpressions;

namespace FedMl.Training.Templates;

/// <summary>
/// <c>{inputs.rows}</c>, <c>{inputs.rows.holdOut}</c>, <c>{outputs}</c> and <c>{parameters.seed}</c> in a command; <c>{{</c> and
/// <c>}}</c> are braces. What is put in is never looked through again, and each argument stays one argument.
/// </summary>
internal static partial class Placeholders
{
    public const string Outputs = "outputs";
    public const string Inputs = "inputs.";
    public const string HoldOut = ".holdOut";
    public const string Parameters = "parameters.";

    public static IEnumerable<string> Faults(string argument, IReadOnlyList<TemplateParameter> parameters, IReadOnlyList<TemplateInput> inputs)
    {
        string[] known =
        [
            Outputs,
            .. inputs.Select(input => Inputs + input.Name),
            .. inputs.Where(input => input.HoldOut > 0).Select(input => Inputs + input.Name + HoldOut),
            .. parameters.Select(parameter => Parameters + parameter.Name),
        ];
        foreach (Match match in Pattern().Matches(argument))
        {
            if (match.Value is "{" or "}")
            {
                yield return "a brace that is no placeholder's must be doubled";
            }
            else if (match.Groups["name"] is { Success: true } name && !known.Contains(name.Value, StringComparer.Ordinal))
            {
                yield return $"{{{name.Value}}} is none of {string.Join(", ", known)}";
            }
        }
    }

    /// <param name="argument">An argument without faults.</param>
    /// <param name="valueOf">What a name stands for.</param>
    public static string Fill(string argument, Func<string, string> valueOf) => Pattern().Replace(argument, match => match.Value switch
    {
        "{{" => "{",
        "}}" => "}",
        _ => valueOf(match.Groups["name"].Value),
    });

    [GeneratedRegex(@"\{\{|\}\}|\{(?<name>[A-Za-z0-9_.-]{1,200})\}|\{|\}", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
