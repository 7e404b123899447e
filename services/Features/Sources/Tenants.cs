namespace FedMl.Features.Sources;

/// <summary>Who is asked for.</summary>
internal static class Tenants
{
    /// <summary>The only one while there is no sign-in.</summary>
    public const string Local = "local";
}
