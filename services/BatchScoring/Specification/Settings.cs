using System.Globalization;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Specification;

/// <summary>Settings by their path, such as <c>source.path</c>, with all that is wrong with them.</summary>
internal sealed class Settings
{
    private readonly Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> read = new(StringComparer.OrdinalIgnoreCase);

    public List<Fault> Faults { get; } = [];

    /// <summary>Sets a value; what was there before, or below it, is gone.</summary>
    public void Set(string path, string value)
    {
        foreach (var below in values.Keys.Where(key => key.StartsWith(path + '.', StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            values.Remove(below);
        }

        values[path] = value;
    }

    /// <summary>Sets a value unless there is one.</summary>
    public void SetDefault(string path, string value) => values.TryAdd(path, value);

    public bool Has(string path) => values.ContainsKey(path);

    public void Fail(string path, string description) => Faults.Add(new Fault(path, description));

    public string Text(string path, string otherwise = "")
    {
        read.Add(path);
        return values.GetValueOrDefault(path, otherwise);
    }

    public string Required(string path, string example)
    {
        var text = Text(path);
        if (text.Length == 0)
        {
            Fail(path, $"is required, such as {example}");
        }

        return text;
    }

    public long Number(string path, long otherwise, long min, long max)
    {
        var text = Text(path);
        if (text.Length == 0)
        {
            return otherwise;
        }

        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fail(path, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {min} to {max}"));
        return otherwise;
    }

    public Uri? Address(string path)
    {
        var text = Text(path);
        if (text.Length == 0)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        Fail(path, "must be an address such as http://127.0.0.1:8081");
        return null;
    }

    public DateTimeOffset? Time(string path)
    {
        var text = Text(path);
        if (text.Length == 0)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        Fail(path, "must be a point in time such as 2026-11-24T00:00:00Z");
        return null;
    }

    public T Choice<T>(string path, T otherwise)
        where T : struct, Enum => Text(path) is { Length: > 0 } text ? Parse(path, text, otherwise) : otherwise;

    public IReadOnlyList<T> Choices<T>(string path)
        where T : struct, Enum => [.. List(path).Select(text => Parse<T>(path, text, default))];

    /// <summary>A list: entries in the file, or one text with commas. Each may be there once.</summary>
    public IReadOnlyList<string> List(string path)
    {
        string[] entries = Text(path) is { Length: > 0 } text
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [.. Below(path).OrderBy(e => int.TryParse(e.Name, out var index) ? index : int.MaxValue).Select(e => e.Value)];
        foreach (var twice in entries.GroupBy(e => e, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            Fail(path, $"{twice.Key} is there twice");
        }

        return entries;
    }

    public IReadOnlyDictionary<string, string> Map(string path) => Below(path).ToDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal);

    /// <summary>Finds what nobody asked for.</summary>
    public void FailUnread()
    {
        foreach (var path in values.Keys.Where(key => !read.Contains(key)).Order(StringComparer.Ordinal))
        {
            Fail(path, "is no setting of a job");
        }
    }

    private T Parse<T>(string path, string text, T otherwise)
        where T : struct, Enum
    {
        if (!int.TryParse(text, out _) && Enum.TryParse<T>(text, ignoreCase: true, out var value))
        {
            return value;
        }

        Fail(path, $"must be {string.Join(" or ", Enum.GetNames<T>().Select(JsonName))}");
        return otherwise;
    }

    private static string JsonName(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private List<(string Name, string Value)> Below(string path)
    {
        var found = values.Where(v => v.Key.StartsWith(path + '.', StringComparison.OrdinalIgnoreCase)).ToList();
        read.UnionWith(found.Select(v => v.Key));
        return [.. found.Select(v => (v.Key[(path.Length + 1)..], v.Value))];
    }
}
