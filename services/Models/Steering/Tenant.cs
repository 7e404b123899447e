namespace FedMl.Models.Steering;

/// <summary>Whose models. There is one tenant until callers sign in.</summary>
internal static class Tenant
{
    public const string Local = "local";
}
