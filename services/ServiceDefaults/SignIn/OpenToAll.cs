using Microsoft.AspNetCore.Builder;

namespace FedMl.ServiceDefaults.SignIn;

/// <summary>Marks what is answered to callers who did not sign in.</summary>
internal sealed class OpenToAll
{
    public static OpenToAll Mark { get; } = new();
}

/// <summary>Marks endpoints.</summary>
public static class OpenToAllMarking
{
    /// <summary>Answers callers who did not sign in too: for what tells nothing about anybody's data.</summary>
    public static TBuilder IsOpenToAll<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(OpenToAll.Mark);
}
