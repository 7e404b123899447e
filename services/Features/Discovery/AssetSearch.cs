using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Discovery;

/// <summary>Finds assets by words.</summary>
internal sealed class AssetSearch(AssetDirectory directory)
{
    private const int DefaultPageSize = 50;
    private const int MaxPageSize = 500;
    private const int MaxTextLength = 256;

    public async Task<SearchAssetsResponse> SearchAsync(SearchAssetsRequest request, CancellationToken cancellationToken)
    {
        var after = Check(request);
        var size = request.PageSize == 0 ? DefaultPageSize : request.PageSize;
        var words = request.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var assets = request.Space.Length == 0 ? await directory.ListAsync(cancellationToken) : await directory.ListAsync(request.Space, cancellationToken);
        ListedAsset[] found =
        [
            .. assets.Where(asset => (after is null || asset.CompareTo(after) > 0) && Array.TrueForAll(words, word => Has(asset, word))).Take(size + 1),
        ];
        var response = new SearchAssetsResponse { NextPageToken = found.Length > size ? PageToken.Of(found[size - 1]) : "" };
        response.Assets.AddRange(found.Take(size).Select(asset => new FoundAsset { Space = asset.Space, Name = asset.Name, Label = asset.Label }));
        return response;
    }

    private static bool Has(ListedAsset asset, string word) =>
        asset.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
        || asset.Label.Contains(word, StringComparison.OrdinalIgnoreCase)
        || asset.Space.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static ListedAsset? Check(SearchAssetsRequest request)
    {
        List<Fault> faults = [];
        if (request.Text.Length > MaxTextLength)
        {
            faults.Add(new Fault("text", $"must have at most {MaxTextLength} characters"));
        }

        if (request.PageSize is < 0 or > MaxPageSize)
        {
            faults.Add(new Fault("page_size", $"must be 1 to {MaxPageSize}, or 0 for {DefaultPageSize}"));
        }

        var after = request.PageToken.Length == 0 ? null : PageToken.TryRead(request.PageToken);
        if (request.PageToken.Length > 0 && after is null)
        {
            faults.Add(new Fault("page_token", "is no token of an earlier answer"));
        }

        return faults.Count == 0 ? after : throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The search is wrong", faults);
    }
}
