namespace FedMl.ServiceDefaults.SignIn.Grants;

/// <summary>Who sees one thing (section <c>Auth:Grants:{what}:{name}</c>).</summary>
public sealed class GrantOptions
{
    /// <summary>Tenants, as GUIDs; none: all.</summary>
    public List<string> Tenants { get; set; } = [];

    /// <summary>The issuer's groups, of which a caller must be in any; none: all callers.</summary>
    public List<string> Groups { get; set; } = [];

    internal bool Holds(Caller caller) =>
        (Tenants.Count == 0 || Tenants.Contains(caller.Tenant, StringComparer.OrdinalIgnoreCase)) &&
        (Groups.Count == 0 || Groups.Any(group => caller.Groups.Contains(group, StringComparer.Ordinal)));
}
