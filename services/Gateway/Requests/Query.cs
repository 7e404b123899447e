using System.Globalization;

namespace FedMl.Gateway.Requests;

/// <summary>Reads the query of a request. Whatever no path of ours knows there is a fault: ignored, it would answer something else.</summary>
internal sealed class Query(IQueryCollection query)
{
    private readonly FaultList faults = new();
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Empty: not given.</summary>
    public string Text(string name)
    {
        var values = Texts(name);
        if (values.Count > 1)
        {
            faults.Add(name, "must be given once");
        }

        return values.Count == 0 ? "" : values[0];
    }

    /// <summary>0: not given.</summary>
    public int Number(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
        {
            return 0;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            faults.Add(name, "must be a whole number");
        }

        return number;
    }

    /// <summary>All values that were given, in order.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        known.Add(name);
        return [.. query[name].Select(value => value ?? "")];
    }

    /// <summary>Called when all that is known was read.</summary>
    public void ThrowIfWrong()
    {
        foreach (var name in query.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal))
        {
            faults.Add(name, $"is no parameter of this path; it takes {string.Join(", ", known)}");
        }

        faults.ThrowIfAny();
    }
}
