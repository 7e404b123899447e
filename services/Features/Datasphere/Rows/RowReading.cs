using FedMl.Features.Datasphere.Http;

namespace FedMl.Features.Datasphere.Rows;

internal static class RowReading
{
    /// <summary>Reads all rows of a query, page by page.</summary>
    /// <exception cref="UpstreamException">They cannot be read to their end, or are more than the quota allows.</exception>
    public static async Task<RowPage> ReadRowsAsync(
        this DatasphereClient client, Uri query, IReadOnlyList<BoundColumn> columns, RowQuota quota, CancellationToken cancellationToken)
    {
        var rows = new RowBatch(columns);
        long? count = null;
        await client.WalkAsync(
            query,
            (body, token) => new RowPageReader(columns, client.Options, quota).ReadAsync(body, token),
            page =>
            {
                quota.Take(page.Rows.Count);
                rows.Append(page.Rows);
                count ??= page.Count;
                return page.NextLink;
            },
            cancellationToken);
        return new RowPage(rows, NextLink: null) { Count = count };
    }
}
