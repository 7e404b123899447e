namespace FedMl.Tests.AzureMl;

/// <summary>A model that the stand-in has.</summary>
public sealed class StandInModel
{
    public string? LatestVersion { get; set; }

    public bool IsArchived { get; set; }

    /// <summary>Replaced as a whole where somebody reads meanwhile.</summary>
    public Dictionary<string, string> Tags { get; set; } = [];

    public Dictionary<string, string> Properties { get; } = [];

    /// <summary>Replaced as a whole where somebody reads meanwhile.</summary>
    public Dictionary<string, StandInVersion> Versions { get; set; } = [];
}

/// <summary>A version that the stand-in has.</summary>
/// <param name="ModelUri">Where its files are.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record StandInVersion(string ModelUri, DateTimeOffset CreatedAt)
{
    public string ModelType { get; init; } = "custom_model";

    public bool IsArchived { get; init; }

    public bool IsAnonymous { get; init; }

    public Dictionary<string, string> Tags { get; init; } = [];
}

/// <summary>A datastore of a workspace.</summary>
/// <param name="Account">Storage account.</param>
/// <param name="Container">Container.</param>
/// <param name="Secrets">What <c>listSecrets</c> answers, by name.</param>
public sealed record StandInDatastore(string Account, string Container, Dictionary<string, string> Secrets, string Type = "AzureBlob");
