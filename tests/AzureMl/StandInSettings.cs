using System.Security.Cryptography.X509Certificates;

namespace FedMl.Tests.AzureMl;

/// <summary>What the stand-in expects; everything else is an unexpected call.</summary>
public sealed record StandInSettings
{
    /// <summary><c>registries</c> or <c>workspaces</c>.</summary>
    public string Kind { get; init; } = "registries";

    public string Name { get; init; } = "acme-models";

    public string Subscription { get; init; } = "11111111-2222-3333-4444-555555555555";

    public string ResourceGroup { get; init; } = "rg-models";

    public string ApiVersion { get; init; } = "2024-04-01";

    public string Tenant { get; init; } = "99999999-8888-7777-6666-555555555555";

    public string ClientId { get; init; } = "12345678-0000-0000-0000-000000000001";

    public string ClientSecret { get; init; } = "very~secret.client-secret";

    /// <summary>The token that a cluster projects into the pod, where that is how one signs in; else null.</summary>
    public string? FederatedToken { get; init; }

    /// <summary>The application's certificate, where that is how one signs in; else null.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>§6.3: Azure's own description says <c>datareferences</c>, KAITO calls <c>datarefs</c>.</summary>
    public string DataReferenceSegment { get; init; } = "datareferences";

    /// <summary>§6.3: the id of the answer (KAITO) or <c>azureml://registries/…</c> (azure-ai-ml).</summary>
    public bool WantsRegistryUri { get; init; }

    public int PageSize { get; init; } = 2;

    /// <summary>Path of what is looked after, without a trailing slash.</summary>
    public string Root => $"/subscriptions/{Subscription}/resourceGroups/{ResourceGroup}/providers/Microsoft.MachineLearningServices/{Kind}/{Name}";
}
