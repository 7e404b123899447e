using FedMl.Protos.Auth.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ServiceDefaults.SignIn.Grants;

/// <summary>What is wrong with grants: one that is misspelt must not leave open what it should close.</summary>
internal static class GrantFaults
{
    private static readonly string[] Kinds = [.. Enum.GetValues<Resource>().Where(kind => kind != Resource.Unspecified).Select(kind => kind.ToString())];

    public static IEnumerable<string> Of(Dictionary<string, Dictionary<string, GrantOptions>> grants)
    {
        foreach (var kind in grants.Keys.Where(kind => !Kinds.Contains(kind, StringComparer.OrdinalIgnoreCase)))
        {
            yield return $"Auth:Grants:{kind} is nothing that grants are for: {string.Join(", ", Kinds)}" + (NearestName.Of(kind, Kinds) is { } near ? $"; the nearest is {near}." : ".");
        }

        foreach (var (kind, name, grant) in from kind in grants from each in kind.Value select (kind.Key, each.Key, each.Value))
        {
            foreach (var _ in grant.Tenants.Where(tenant => !Guid.TryParseExact(tenant, "D", out var _)))
            {
                yield return $"Auth:Grants:{kind}:{name}:Tenants has one that is not a GUID.";
            }
        }
    }
}
