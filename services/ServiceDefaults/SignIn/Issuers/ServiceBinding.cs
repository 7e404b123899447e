using System.Text.Json;

namespace FedMl.ServiceDefaults.SignIn.Issuers;

/// <summary>What one service binding says, however its secret is laid out. It holds secrets: it is neither logged nor shown.</summary>
internal sealed class ServiceBinding(string name, IReadOnlyDictionary<string, string> values)
{
    /// <summary>Of its folder.</summary>
    public string Name { get; } = name;

    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>Empty where the binding does not say.</summary>
    public string Text(string key) => values.GetValueOrDefault(key, "");

    /// <summary>A list, which is JSON in a file of its own too.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var text = Text(key);
        if (!text.StartsWith('['))
        {
            return text.Length == 0 ? [] : [text];
        }

        try
        {
            return JsonSerializer.Deserialize<string[]>(text) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
