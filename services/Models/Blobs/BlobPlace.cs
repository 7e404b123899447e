using Azure.Storage.Blobs;
using FedMl.Models.AzureMl;

namespace FedMl.Models.Blobs;

/// <summary>A folder or file in a container.</summary>
/// <param name="Container">Address of the container, without a grant.</param>
/// <param name="Path">Path in it, without slashes at its ends; empty: all of it.</param>
internal sealed record BlobPlace(Uri Container, string Path)
{
    /// <exception cref="NotOfferedException">It is no address of a container, or one that is not allowed.</exception>
    public static BlobPlace Parse(string address, BlobOptions options)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0)
        {
            throw new NotOfferedException("has files at something that is no address");
        }

        if (!(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)) || !options.Allows(uri.Host))
        {
            throw new NotOfferedException("has files at a host that is none of Models:AzureMl:Blobs:Hosts, or not by https");
        }

        var parts = new BlobUriBuilder(uri);
        if (parts.BlobContainerName.Length == 0)
        {
            throw new NotOfferedException("has files at an address without a container");
        }

        var container = new BlobUriBuilder(uri) { BlobName = "", Query = "", Sas = null, Snapshot = "", VersionId = "" };
        return new BlobPlace(container.ToUri(), parts.BlobName.Trim('/'));
    }
}
