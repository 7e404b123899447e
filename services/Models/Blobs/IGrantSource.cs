using FedMl.Models.AzureMl;

namespace FedMl.Models.Blobs;

/// <summary>Who grants reading a version's files.</summary>
internal interface IGrantSource
{
    /// <exception cref="AzureCallException">It cannot be asked, or says no.</exception>
    /// <exception cref="NotOfferedException">It grants in no way that is known here.</exception>
    Task<BlobGrant> AskAsync(VersionPlace version, CancellationToken cancellationToken);
}
