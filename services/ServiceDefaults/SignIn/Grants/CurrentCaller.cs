using System.Collections.Frozen;
using FedMl.Protos.Auth.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.SignIn.Grants;

/// <summary>
/// Who is being answered, and what they see of what has names. Where grants are told for a kind of thing, what is not
/// listed is seen by nobody; to callers it is as if it were not there. Work of our own, for no request, sees everything.
/// </summary>
/// <param name="options">Grants.</param>
/// <param name="request">The request that is being answered; null where nobody signs in.</param>
public sealed class CurrentCaller(IOptions<AuthOptions> options, IHttpContextAccessor? request = null)
{
    /// <summary>A name for all that are not listed.</summary>
    private const string Others = "*";

    private readonly FrozenDictionary<Resource, FrozenDictionary<string, GrantOptions>> grants = options.Value.Grants.ToFrozenDictionary(
        kind => Enum.Parse<Resource>(kind.Key, ignoreCase: true),
        kind => kind.Value.ToFrozenDictionary(StringComparer.Ordinal));

    /// <summary>Whose data may be seen, and whose answers may be kept for whom.</summary>
    public string Tenant => Caller?.Tenant ?? Caller.LocalTenant;

    private Caller? Caller => request?.HttpContext is { } context ? context.Features.Get<Caller>() : null;

    /// <summary>Whether nothing of the kind is hidden from anybody.</summary>
    public bool SeesAll(Resource kind) => !grants.ContainsKey(kind) || Caller is null or { IsNeighbour: true };

    /// <summary>Whether the caller sees the thing of that name.</summary>
    public bool Sees(Resource kind, string name)
    {
        if (!grants.TryGetValue(kind, out var named) || Caller is not { IsNeighbour: false } caller)
        {
            return true;
        }

        return (named.GetValueOrDefault(name) ?? named.GetValueOrDefault(Others))?.Holds(caller) == true;
    }
}
