using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using FedMl.BatchScoring.Neighbours;
using FedMl.BatchScoring.Specification;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Field = Apache.Arrow.Field;
using Partition = FedMl.Protos.Features.V1.Partition;
using ValueType = FedMl.Protos.Features.V1.ValueType;

namespace FedMl.BatchScoring.Sources;

/// <summary>
/// A feature view, scanned by Features in the order of its entity keys. A stream that breaks is taken up behind the last
/// row that came.
/// </summary>
internal sealed class ViewSource : IRowSource
{
    private const string Status = "@status";

    private readonly HistoricalFeaturesService.HistoricalFeaturesServiceClient features;
    private readonly FeatureView view;
    private readonly SourceChoice choice;
    private readonly PartitionChoice partition;
    private readonly int chunkRows;
    private readonly Retry retry;

    private ViewSource(HistoricalFeaturesService.HistoricalFeaturesServiceClient features, FeatureView view, SourceChoice choice, PartitionChoice partition, int chunkRows, Retry retry)
    {
        this.features = features;
        this.view = view;
        this.choice = choice;
        this.partition = partition;
        this.chunkRows = chunkRows;
        this.retry = retry;
        Schema = new Schema(
            [
                .. view.EntityKeys.Select(key => new Field(key.Name, TypeOf(key.Type), nullable: true)),
                .. view.Features.Where(f => f.Type != ValueType.Binary && view.EntityKeys.All(k => k.Name != f.Name)).Select(f => new Field(f.Name, TypeOf(f.Type), nullable: true)),
                new Field(Status, StringType.Default, nullable: false),
            ],
            null);
    }

    /// <summary>Entity keys and features by their names within the view.</summary>
    public Schema Schema { get; }

    public long? RowCount => null;

    public bool HasTypes => true;

    public bool DividesItself => true;

    public string? StatusColumn => Status;

    /// <exception cref="ServiceException">FEATURE_VIEW_NOT_FOUND, or what Features answered.</exception>
    public static async Task<ViewSource> OpenAsync(ChannelBase channel, JobSpecification job, Retry retry, CancellationToken cancellationToken)
    {
        var client = new FeaturesService.FeaturesServiceClient(channel);
        var views = await retry.DoAsync("Features", async () => await client.ListFeatureViewsAsync(new ListFeatureViewsRequest(), cancellationToken: cancellationToken), cancellationToken);
        var view = views.FeatureViews.FirstOrDefault(v => v.Name == job.Source.View)
            ?? throw new ServiceException(ErrorReason.FeatureViewNotFound, $"There is no feature view {job.Source.View}.");
        return new ViewSource(new HistoricalFeaturesService.HistoricalFeaturesServiceClient(channel), view, job.Source, job.Partition, job.Limits.ChunkRows, retry);
    }

    public ChunkRange RangeOf(PartitionChoice partition) => ChunkRange.All;

    // The rows themselves cannot be told from outside; the declaration and the time can.
    public Task<string> DigestAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Convert.ToHexStringLower(SHA256.HashData([.. view.ToByteArray(), .. Encoding.UTF8.GetBytes(choice.AsOf?.ToString("O") ?? "")])));

    public async IAsyncEnumerable<SourceChunk> ReadAsync(IReadOnlyList<string> columns, long number, string position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var rows in Chunker.CutAsync(ReadAllAsync(columns, position, cancellationToken), columns, chunkRows, cancellationToken))
        {
            yield return new SourceChunk(number, view.Name, number * chunkRows, ScanKey.Of(rows, rows.Length - 1, view.EntityKeys), rows);
            number++;
        }
    }

    public void Dispose()
    {
        // The channel is the job's.
    }

    private async IAsyncEnumerable<RecordBatch> ReadAllAsync(IReadOnlyList<string> columns, string position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Keys are always read: they tell where to go on.
        string[] read = [.. columns.Concat(view.EntityKeys.Select(k => k.Name)).Distinct(StringComparer.Ordinal)];
        var waiting = retry.Begin();
        var after = position;
        while (true)
        {
            using var call = features.ScanFeatures(RequestOf(read, after), cancellationToken: cancellationToken);
            using var stream = new ScanStream(call.ResponseStream);
            using var reader = new ArrowStreamReader(stream, leaveOpen: true);
            while (true)
            {
                RecordBatch? batch;
                try
                {
                    batch = await reader.ReadNextRecordBatchAsync(cancellationToken);
                    if (batch is null)
                    {
                        await stream.FinishAsync(cancellationToken);
                    }
                }
                catch (Exception exception) when (exception is RpcException or IOException or EndOfStreamException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
                {
                    await waiting.WaitAsync(FailureOf(exception), cancellationToken);
                    break;
                }

                if (batch is null && stream.End is not null)
                {
                    yield break;
                }

                if (batch is null)
                {
                    await waiting.WaitAsync(NotWhole(), cancellationToken);
                    break;
                }

                if (batch.Length > 0)
                {
                    waiting.Reset();
                    after = ScanKey.Of(Renamed(batch, [.. view.EntityKeys.Select(k => k.Name)]), batch.Length - 1, view.EntityKeys);
                    yield return Renamed(batch, read);
                }
            }
        }
    }

    private ScanFeaturesRequest RequestOf(IReadOnlyList<string> columns, string after)
    {
        var request = new ScanFeaturesRequest { FeatureView = view.Name, BatchRows = Math.Min(chunkRows, 10_000), Format = BatchFormat.Arrow };
        request.Features.AddRange(columns.Where(name => name != Status && view.EntityKeys.All(k => k.Name != name)));
        if (request.Features.Count == 0)
        {
            // None named would be all.
            request.Features.Add(view.Features[0].Name);
        }

        request.After.AddRange(ScanKey.Parse(after, view.EntityKeys));
        if (choice.AsOf is { } time)
        {
            request.AsOf = Timestamp.FromDateTimeOffset(time);
        }

        if (partition.Count > 1)
        {
            request.Partition = new Partition { Index = partition.Index, Count = partition.Count };
        }

        return request;
    }

    // Features calls its columns view:feature.
    private RecordBatch Renamed(RecordBatch batch, IReadOnlyList<string> columns)
    {
        IArrowArray[] arrays = [.. columns.Select(name => batch.Column(view.EntityKeys.Any(k => k.Name == name) ? name : $"{view.Name}:{name}"))];
        return new RecordBatch(new Schema(columns.Select((name, i) => new Field(name, arrays[i].Data.DataType, nullable: true)), null), arrays, batch.Length);
    }

    private static ServiceException FailureOf(Exception exception) => exception is RpcException failed ? CallFailure.Of(failed, "Features")
        : exception.InnerException is RpcException inner ? CallFailure.Of(inner, "Features")
        : NotWhole();

    private static ServiceException NotWhole() => new(ErrorReason.SourceUnavailable, "The scan of the feature view broke off.");

    private static IArrowType TypeOf(ValueType type) => type switch
    {
        ValueType.Int64 => Int64Type.Default,
        ValueType.Double => DoubleType.Default,
        ValueType.Bool => BooleanType.Default,
        ValueType.Date => Date32Type.Default,
        ValueType.Timestamp => new TimestampType(TimeUnit.Microsecond, "UTC"),
        _ => StringType.Default,
    };
}
