using System.ComponentModel.DataAnnotations;

namespace FedMl.Models.Deployments;

/// <summary>
/// The workspace whose managed online endpoints versions are deployed to (section <c>Models:Deployments</c>). Who signs
/// in, and where Azure is, are those of <c>Models:AzureMl</c>.
/// </summary>
public sealed class DeploymentOptions
{
    public const string Section = ModelsOptions.Section + ":Deployments";

    /// <summary>The workspace; empty: nothing is deployed.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9_-]{1,254}")]
    public string Workspace { get; set; } = "";

    /// <summary>Its subscription, a GUID.</summary>
    public string SubscriptionId { get; set; } = "";

    /// <summary>Its resource group.</summary>
    [RegularExpression(@"[\w().-]{1,90}")]
    public string ResourceGroup { get; set; } = "";

    /// <summary>The region of new endpoints, such as <c>westeurope</c>.</summary>
    [RegularExpression("[a-z0-9]{1,64}")]
    public string Location { get; set; } = "";

    /// <summary>Id of the environment whose image serves ONNX; empty: Azure ML's choice for the type of the model.</summary>
    public string EnvironmentId { get; set; } = "";

    /// <summary>How new endpoints want callers to sign in.</summary>
    public EndpointAuth Auth { get; set; } = EndpointAuth.AADToken;

    /// <summary>Types of machines that may be asked for; the first one is the default.</summary>
    public string[] InstanceTypes { get; set; } = [];

    /// <summary>Machines of one deployment.</summary>
    [Range(1, 1000)]
    public int MaxInstances { get; set; } = 4;

    /// <summary>Time that an operation of Azure is waited for, seconds.</summary>
    [Range(10, 86_400)]
    public int MaxWaitSeconds { get; set; } = 3600;

    internal bool IsOn => Workspace.Length > 0;

    /// <summary>What may be asked for.</summary>
    internal IReadOnlyList<string> Types => InstanceTypes.Length > 0 ? InstanceTypes : ["Standard_DS3_v2"];
}

/// <summary>Azure's names.</summary>
public enum EndpointAuth
{
    AADToken,
    AMLToken,
    Key,
}
