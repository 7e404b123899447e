using System.Collections.Frozen;
using System.Reflection;
using FedMl.Protos.Auth.V1;
using Google.Protobuf.Reflection;

namespace FedMl.ServiceDefaults.SignIn.Rights;

/// <summary>What the protos say of rights: their scopes, and which one each call needs.</summary>
internal static class RightNames
{
    private static readonly FrozenDictionary<string, Right> ByScope = RightsReflection.Descriptor.FindTypeByName<EnumDescriptor>("Right").Values
        .Select(value => (Scope: value.GetOptions()?.GetExtension(RightsExtensions.Scope) ?? "", Right: (Right)value.Number))
        .Where(each => each.Scope.Length > 0)
        .ToFrozenDictionary(each => each.Scope, each => each.Right, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Right> ByMethod = typeof(RightsReflection).Assembly.GetTypes()
        .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
        .OfType<ServiceDescriptor>()
        .SelectMany(service => service.Methods)
        .ToFrozenDictionary(
            method => $"/{method.Service.FullName}/{method.Name}",
            method => method.GetOptions()?.GetExtension(RightsExtensions.Right) ?? Right.Unspecified,
            StringComparer.Ordinal);

    /// <summary>What our own services may do.</summary>
    public static RightSet OfNeighbours { get; } = RightsReflection.Descriptor.FindTypeByName<EnumDescriptor>("Right").Values
        .Where(value => value.GetOptions()?.GetExtension(RightsExtensions.Neighbour) == true)
        .Aggregate(default(RightSet), (rights, value) => rights.With((Right)value.Number));

    /// <summary>All scopes.</summary>
    public static IReadOnlyCollection<string> Scopes => ByScope.Keys;

    /// <summary>The right that a scope tells; false: it tells none.</summary>
    public static bool TryParse(string scope, out Right right) => ByScope.TryGetValue(scope, out right);

    /// <summary>The scope that tells a right; null: none does.</summary>
    public static string? ScopeOf(Right right) => ByScope.FirstOrDefault(each => each.Value == right).Key;

    /// <summary>What a call of ours needs, by its path.</summary>
    public static bool TryOfMethod(string path, out Right right) => ByMethod.TryGetValue(path, out right);
}
