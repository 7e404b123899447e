using System.Net;
using FedMl.Features.Columns;
using FedMl.Features.Datasphere.Catalog;
using FedMl.Features.Datasphere.Http;
using FedMl.Features.Discovery;
using FedMl.Features.Sources;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>Reads the first rows of an asset, for people.</summary>
internal sealed class AssetRows(AssetSchemas schemas, DatasphereClient client)
{
    public async Task<AssetSample> ReadAsync(AssetReference asset, IReadOnlyList<SourceColumn> columns, int rows, long maxBytes, CancellationToken cancellationToken)
    {
        var schema = await schemas.ReadAsync(asset, cancellationToken);
        if (schema.Described.Parameters.Count > 0)
        {
            throw new SourceUnavailableException("The asset needs values for its parameters.");
        }

        BoundColumn[] bound = [.. columns.Select(column => Bind(schema, column))];
        // No list of columns: names that no request can hold are read all the same. Aggregated rows are of those named.
        var select = schema.Asset.IsAnalytical ? $"$select={string.Join(',', bound.Select(column => column.Source.Name).Concat([schema.Measure?.Name]).OfType<string>().Distinct())}&" : "";
        RowPage read;
        try
        {
            read = await ReadAsync(new Uri($"{schema.EntitySet.AbsoluteUri}?{select}$top={rows}"), bound, rows, cancellationToken);
        }
        catch (UpstreamException exception) when (exception.Status == HttpStatusCode.BadRequest)
        {
            // A federated source takes no $top; what comes after the first rows is not waited for.
            read = await ReadAsync(new Uri($"{schema.EntitySet.AbsoluteUri}{(select.Length > 0 ? "?" + select.TrimEnd('&') : "")}"), bound, rows, cancellationToken);
        }

        return Cut(read, maxBytes);
    }

    private Task<RowPage> ReadAsync(Uri query, BoundColumn[] columns, int rows, CancellationToken cancellationToken) => client.GetAsync(
        query, DatasphereClient.Json, (body, token) => new RowPageReader(columns, client.Options, new RowQuota(int.MaxValue), rows).ReadAsync(body, token), cancellationToken);

    private static BoundColumn Bind(AssetSchema schema, SourceColumn column) => schema.Find(column.Name) is { } found && EdmTypes.Converts(found.Kind, column.Type)
        ? new BoundColumn(new PlanColumn(column.Name, column.Type), found)
        : throw new SourceUnavailableException("The asset was changed while it was looked at.");

    // What a further page has is not in the sample either.
    private static AssetSample Cut(RowPage read, long maxBytes)
    {
        var values = read.Rows.Columns;
        var kept = 0;
        for (var bytes = 0L; kept < values[0].Count && (kept == 0 || bytes < maxBytes); kept++)
        {
            bytes += values.Sum(column => column.BytesAt(kept));
        }

        return kept == values[0].Count ? new AssetSample(values, IsCut: read.NextLink is not null) : new AssetSample([.. values.Select(column => column.Pick([.. Enumerable.Range(0, kept)]))], IsCut: true);
    }
}
