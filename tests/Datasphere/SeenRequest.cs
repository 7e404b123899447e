namespace FedMl.Tests.Datasphere;

/// <summary>A request as it came.</summary>
/// <param name="Target">Path and query, not decoded.</param>
public sealed record SeenRequest(string Method, string Target, string? Authorization, string? Accept)
{
    /// <summary>The value of a query option, decoded; null: not there.</summary>
    public string? Option(string name) => QueryOptions.Split(Target).Where(option => option.Name == name).Select(option => option.Value).SingleOrDefault();

    public string Path => Target.Split('?')[0];
}
