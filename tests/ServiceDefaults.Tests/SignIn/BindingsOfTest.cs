using System.Text.Json;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>A folder of bindings as Kubernetes mounts them.</summary>
internal sealed class BindingsOfTest : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("bindings-").FullName;

    /// <summary>A file a key.</summary>
    public BindingsOfTest WithFiles(string name, params (string Key, string Value)[] values)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        foreach (var (key, value) in values)
        {
            File.WriteAllText(Path.Combine(folder, key), value);
        }

        return this;
    }

    /// <summary>All credentials as one file of JSON.</summary>
    public BindingsOfTest WithJson(string name, string file, object credentials, params (string Key, string Value)[] beside) =>
        WithFiles(name, [(file, JsonSerializer.Serialize(credentials)), .. beside]);

    public BindingsOfTest WithXsuaa(string domain, string name = "xsuaa", string client = "sb-fedml!t1") => WithFiles(
        name, ("type", "xsuaa"), ("uaadomain", domain), ("clientid", client), ("clientsecret", "swordfish"), ("xsappname", client["sb-".Length..]), ("url", "https://sub." + domain));

    public BindingsOfTest WithIdentity(string domain, string ownTenant = "") => WithFiles(
        "identity", ("type", "identity"), ("domains", $"[\"{domain}\"]"), ("clientid", "5f3c"), ("url", "https://" + domain), ("app_tid", ownTenant));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
