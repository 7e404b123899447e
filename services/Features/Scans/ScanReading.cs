using FedMl.Features.Batches;
using FedMl.Features.Columns;
using FedMl.Features.Online;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Partition = FedMl.Protos.Features.V1.Partition;

namespace FedMl.Features.Scans;

/// <summary>Reads the request of a scan; every fault is named.</summary>
internal sealed class ScanReading(FeatureViewCatalog catalog, FeaturesOptions limits, ScanOptions options)
{
    private readonly FeatureRequest request = new(catalog, limits);

    /// <exception cref="ServiceException">As <c>HistoricalFeaturesService/ScanFeatures</c> says of requests.</exception>
    public FeatureScan Read(ScanFeaturesRequest asked, DateTimeOffset now)
    {
        var open = FindView(asked.FeatureView);
        if (open is not null)
        {
            IEnumerable<string> names = asked.Features.Count > 0 ? asked.Features : open.View.Features.Select(feature => feature.Name);
            request.ReadFeatures([.. names.Select(name => $"{open.View.Name}:{name}")]);
        }

        var asOf = AsOfTime.Read(asked.AsOf, request, now);
        var after = open is null || asked.After.Count == 0 ? null : ReadAfter(open.View, asked.After);
        var partition = ReadPartition(asked.Partition);
        CheckBatches(asked);
        request.ThrowIfAny();

        if (open!.Reader.Scanner is not { } scanner)
        {
            throw new ServiceException(ErrorReason.NotSupported, $"The source of feature view {open.View.Name} cannot be scanned; fetch its features by entity key.");
        }

        if (open.View.Parameters.Count > 0)
        {
            throw new ServiceException(ErrorReason.NotSupported, $"Feature view {open.View.Name} takes parameters, which a scan does not set; fetch its features by entity key.");
        }

        var wanted = request.WantedOf(open);
        var schema = new BatchSchema(open.View.Keys, [BatchViewSchema.Of(wanted)]);
        var rows = asked.BatchRows == 0 ? options.BatchRows : asked.BatchRows;
        return new FeatureScan(
            open, scanner, new ScanRequest(wanted.Features, asOf, after, partition, rows, options.MaxBatchBytes), schema, asked.Format);
    }

    private OpenView? FindView(string name)
    {
        var view = Identifier.IsValid(name) ? catalog.FindView(name) : null;
        if (view is not null)
        {
            return view;
        }

        if (!Identifier.IsValid(name))
        {
            request.Add(ErrorReason.InvalidRequest, "feature_view", "must be the name of a feature view");
        }
        else if (catalog.IsUnread(name))
        {
            request.Add(ErrorReason.SourceUnavailable, "feature_view", $"feature view {name} is declared, and its source cannot be read now");
        }
        else
        {
            request.Add(ErrorReason.FeatureViewNotFound, "feature_view", $"there is no feature view {name}");
        }

        return null;
    }

    private ColumnValues[] ReadAfter(Views.FeatureView view, IReadOnlyList<Column> sent)
    {
        var values = view.Keys.Select(key => ColumnValues.Of(key.Column.Type)).ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            var key = view.Keys[i];
            Column[] named = [.. sent.Where(column => column.Name == key.Name)];
            if (named.Length != 1 || KeyValues.LengthOf(named[0]) != 1 || !KeyValues.TryAdd(values[i], named[0], 0, limits.MaxKeyLength))
            {
                request.Add(ErrorReason.EntityKeyInvalid, "after", $"needs one column {key.Name} of one row: {KeyValues.Describe(key.Column.Type, limits.MaxKeyLength)}, not null");
            }
        }

        if (sent.Any(column => view.Keys.All(key => key.Name != column.Name)))
        {
            request.Add(ErrorReason.EntityKeyInvalid, "after", $"has a column that is no entity key of feature view {view.Name}");
        }

        return values;
    }

    private KeyPartition? ReadPartition(Partition? asked)
    {
        if (asked is not null && (asked.Count < 1 || asked.Count > options.MaxPartitions))
        {
            request.Add(ErrorReason.InvalidRequest, "partition.count", $"must be 1 to {options.MaxPartitions}");
        }
        else if (asked is not null && (asked.Index < 0 || asked.Index >= asked.Count))
        {
            request.Add(ErrorReason.InvalidRequest, "partition.index", $"must be 0 to {asked.Count - 1}");
        }

        return asked is null ? null : new KeyPartition(asked.Index, asked.Count);
    }

    private void CheckBatches(ScanFeaturesRequest asked)
    {
        if (asked.BatchRows < 0 || asked.BatchRows > options.MaxBatchRows)
        {
            request.Add(ErrorReason.InvalidRequest, "batch_rows", $"must be 1 to {options.MaxBatchRows}, or 0 for the server's default");
        }

        request.CheckFormat(asked.Format);
    }
}
