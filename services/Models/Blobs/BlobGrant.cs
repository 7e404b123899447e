using Azure.Storage.Blobs;

namespace FedMl.Models.Blobs;

/// <summary>The right to read a container. A class, not a record: it must not print itself.</summary>
/// <param name="container">The container.</param>
/// <param name="path">Where in it the version is.</param>
/// <param name="asked">When the grant was asked for.</param>
/// <param name="ends">When it ends; null: it does not, and there is no other.</param>
internal sealed class BlobGrant(BlobContainerClient container, string path, DateTimeOffset asked, DateTimeOffset? ends)
{
    public BlobContainerClient Container { get; } = container;

    public string Path { get; } = path;

    public bool IsRenewable => ends is not null;

    /// <summary>Whether it is time for a new one: shortly before its end, a short-lived one at half of its life.</summary>
    public bool IsOld(DateTimeOffset now, TimeSpan before) =>
        ends is { } end && now >= end - (before < (end - asked) / 2 ? before : (end - asked) / 2);
}
