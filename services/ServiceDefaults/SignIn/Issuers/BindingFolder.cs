using System.Text.Json;

namespace FedMl.ServiceDefaults.SignIn.Issuers;

/// <summary>
/// Reads bindings as Kubernetes mounts their secrets. The BTP operator writes a key a file, or all credentials as one JSON
/// text, in a file whose name is anybody's choice, with or without the keys of the instance beside it.
/// </summary>
internal static class BindingFolder
{
    private const int MaxBindings = 100;
    private const int MaxFiles = 100;
    private const int MaxFileBytes = 256 * 1024;

    /// <param name="folder">The folder of all bindings.</param>
    /// <param name="faults">What cannot be read, with names of files but nothing of what is in them.</param>
    public static IReadOnlyList<ServiceBinding> Read(string folder, List<string> faults)
    {
        if (!Directory.Exists(folder))
        {
            faults.Add($"Auth:BindingsFolder {folder} is not there.");
            return [];
        }

        var folders = Visible(Directory.EnumerateDirectories(folder)).Order(StringComparer.Ordinal).Take(MaxBindings + 1).ToArray();
        if (folders.Length > MaxBindings)
        {
            faults.Add($"Auth:BindingsFolder has more than {MaxBindings} bindings.");
        }

        return [.. folders.Take(MaxBindings).Select(each => ReadOne(each, faults))];
    }

    private static ServiceBinding ReadOne(string folder, List<string> faults)
    {
        var name = Path.GetFileName(folder);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Visible(Directory.EnumerateFiles(folder)).Take(MaxFiles))
        {
            var key = Path.GetFileName(file);
            try
            {
                if (new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Length: > MaxFileBytes } || new FileInfo(file).Length > MaxFileBytes)
                {
                    faults.Add($"The binding {name} has a file {key} of more than {MaxFileBytes} bytes.");
                    continue;
                }

                Take(key, File.ReadAllText(file).Trim(), values);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                faults.Add($"The binding {name} has a file {key} that cannot be read: {exception.GetType().Name}.");
            }
            catch (JsonException)
            {
                faults.Add($"The binding {name} has a file {key} that is broken JSON.");
            }
        }

        return new ServiceBinding(name, values);
    }

    // A key that has a file of its own goes before one in JSON.
    private static void Take(string key, string text, Dictionary<string, string> values)
    {
        if (!text.StartsWith('{'))
        {
            values[key] = text;
            return;
        }

        using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
        TakeAll(json.RootElement, values);
    }

    private static void TakeAll(JsonElement credentials, Dictionary<string, string> values)
    {
        foreach (var property in credentials.EnumerateObject())
        {
            if (property.NameEquals("credentials") && property.Value.ValueKind == JsonValueKind.Object)
            {
                TakeAll(property.Value, values);
            }
            else
            {
                values.TryAdd(property.Name, property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText());
            }
        }
    }

    // Kubernetes keeps what it mounts in folders whose names begin with two points, and links to them.
    private static IEnumerable<string> Visible(IEnumerable<string> paths) => paths.Where(path => !Path.GetFileName(path).StartsWith('.'));
}
