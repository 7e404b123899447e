using System.Globalization;
using FedMl.SampleTrainer.Recipes;

namespace FedMl.SampleTrainer;

/// <param name="HoldOut">Rows that are not learnt from, to score the model on; null: there are none.</param>
internal sealed record TrainingArguments(string Data, Recipe Recipe, string Output, int Seed, string? HoldOut)
{
    public static readonly string Usage =
        $"""
        Trains a sample model and writes {string.Join(", ", Artifacts.ArtifactFolder.Files)}.

          --data FILE.csv   the rows to learn from
          --holdout FILE    rows that are not learnt from, to score the model on; optional
          --model NAME      {string.Join(" or ", RecipeBook.Names)}
          --output DIR      where the files go; made if missing
          --seed N          0 to {int.MaxValue}, default 1; the same seed and data give the same bytes on the same kind of processor
        """;

    private static readonly string[] Options = ["--data", "--holdout", "--model", "--output", "--seed"];

    public static TrainingArguments Parse(IReadOnlyList<string> args)
    {
        var faults = new List<string>();
        var values = ReadOptions(args, faults);

        var data = Required(values, "--data", faults);
        if (data is not null && !File.Exists(data))
        {
            faults.Add($"--data: there is no file '{data}'");
        }

        var holdOut = values.ContainsKey("--holdout") ? Required(values, "--holdout", faults) : null;
        if (holdOut is not null && !File.Exists(holdOut))
        {
            faults.Add($"--holdout: there is no file '{holdOut}'");
        }

        var model = Required(values, "--model", faults);
        var recipe = model is null ? null : RecipeBook.Find(model);
        if (model is not null && recipe is null)
        {
            faults.Add($"--model: '{model}' is none of {string.Join(", ", RecipeBook.Names)}");
        }

        var output = Required(values, "--output", faults);
        if (output is not null && File.Exists(output))
        {
            faults.Add($"--output: '{output}' is a file, not a folder");
        }

        var seed = 1;
        if (values.TryGetValue("--seed", out var text) && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed))
        {
            faults.Add($"--seed: '{text}' is not a whole number from 0 to {int.MaxValue}");
        }

        TrainingException.ThrowIfAny(faults);
        return new TrainingArguments(data!, recipe!, output!, seed, holdOut);
    }

    private static Dictionary<string, string> ReadOptions(IReadOnlyList<string> args, List<string> faults)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i++)
        {
            var split = args[i].IndexOf('=', StringComparison.Ordinal);
            var option = split < 0 ? args[i] : args[i][..split];
            if (!Options.Contains(option))
            {
                faults.Add($"'{args[i]}' is none of {string.Join(", ", Options)}");
                continue;
            }

            string? value = null;
            if (split >= 0)
            {
                value = args[i][(split + 1)..];
            }
            else if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
            {
                value = args[++i];
            }

            // An option that is there without a value is told so once, by Required or by the parser of its value.
            if (!values.TryAdd(option, value ?? ""))
            {
                faults.Add($"{option}: given more than once");
            }
        }

        return values;
    }

    private static string? Required(Dictionary<string, string> values, string option, List<string> faults)
    {
        if (values.TryGetValue(option, out var value) && value.Length > 0)
        {
            return value;
        }

        faults.Add($"{option}: a value is required");
        return null;
    }
}
