using System.Globalization;

namespace FedMl.Benchmarks;

/// <summary>Options of a command line as <c>--name value</c> and <c>--flag</c>; gathers all faults.</summary>
internal sealed class OptionValues
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly List<string> faults = [];

    public OptionValues(string[] args, string[] names, string[] flags)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (flags.Contains(name))
            {
                values[name] = "";
            }
            else if (names.Contains(name) && i + 1 < args.Length)
            {
                values[name] = args[++i];
            }
            else
            {
                faults.Add(names.Contains(name) ? $"{args[i]} needs a value" : $"{args[i]} is no option");
            }
        }
    }

    public IReadOnlyList<string> Faults => faults;

    public void Fault(string text) => faults.Add(text);

    public bool Has(string name) => values.ContainsKey(name);

    public string? Text(string name) => values.GetValueOrDefault(name);

    public string Required(string name)
    {
        if (!values.TryGetValue(name, out var value))
        {
            faults.Add($"--{name} is needed");
        }

        return value ?? "";
    }

    public Uri Uri(string name)
    {
        var text = Required(name);
        if (System.Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "http" && uri.PathAndQuery == "/")
        {
            return uri;
        }

        if (text.Length > 0)
        {
            faults.Add($"--{name} must be http://host:port, clear text, without a path");
        }

        return new Uri("http://127.0.0.1");
    }

    public T Choice<T>(string name, IReadOnlyDictionary<string, T> choices, T otherwise)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (!choices.TryGetValue(text, out var choice))
        {
            faults.Add($"--{name} must be one of {string.Join(", ", choices.Keys)}");
        }

        return choice ?? otherwise;
    }

    /// <summary>A list with commas of some of the choices, in their own order; all of them where nothing is said.</summary>
    public IReadOnlyList<string> Choices(string name, IReadOnlyList<string> choices)
    {
        var chosen = Text(name)?.Split(',') ?? [.. choices];
        foreach (var unknown in chosen.Except(choices))
        {
            faults.Add($"--{name} knows {string.Join(", ", choices)}, not '{unknown}'");
        }

        return [.. choices.Intersect(chosen)];
    }

    public int Integer(string name, int otherwise, int least, int most)
    {
        var value = Number(name, otherwise, least, most);
        if (value != Math.Floor(value))
        {
            faults.Add($"--{name} must be a whole number");
        }

        return (int)value;
    }

    public double Number(string name, double otherwise, double least, double most)
    {
        if (Text(name) is not { } text)
        {
            return otherwise;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        faults.Add(string.Create(CultureInfo.InvariantCulture, $"--{name} must be a number from {least} to {most}"));
        return otherwise;
    }
}
