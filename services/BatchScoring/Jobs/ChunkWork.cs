using System.Security.Cryptography;
using Apache.Arrow;
using Apache.Arrow.Types;
using FedMl.BatchScoring.Columns;
using FedMl.BatchScoring.Scoring;
using FedMl.BatchScoring.Sinks;
using FedMl.BatchScoring.Sources;
using FedMl.BatchScoring.Specification;
using FedMl.ScoringEngine.Columns;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.BatchScoring.Jobs;

/// <summary>Makes of a chunk's rows what is written of them. Thread-safe.</summary>
internal sealed class ChunkWork(JobSpecification job, JobColumns columns, IChunkEngine engine, IRowSource source, IChunkSink sink, JobStart start)
{
    /// <summary>Scores a chunk, which it takes.</summary>
    public async Task<PreparedChunk> DoAsync(SourceChunk chunk, CancellationToken cancellationToken)
    {
        using var batch = chunk.Rows;
        var own = OwnRows(batch);
        IArrowArray[] arrays = [.. columns.Read.Select((_, i) => own is null ? batch.Column(i) : ArrowTake.Rows(batch.Column(i), own))];
        var rows = own?.Length ?? batch.Length;
        var statuses = columns.Status is { } status ? (StringArray)arrays[status] : null;
        ValueColumn?[] inputs = [.. columns.Inputs.Select((place, i) => place < 0 ? null : InputColumn.Of(arrays[place], engine.Model.Signature.Columns[i].Datatype, source.HasTypes, statuses))];
        var scored = await engine.ScoreAsync(inputs, rows, cancellationToken);
        Failpoint.Pass("chunk", "scored");
        var good = rows - scored.Rejected.Count;
        var predictions = good > 0 ? Predictions(arrays, scored, good) : [];
        var rejected = scored.Rejected.Count > 0 ? Rejected(chunk, arrays, scored.Rejected, own) : [];
        return new PreparedChunk(new ChunkRecord(chunk.Number, chunk.Next, good, Sha256(predictions), scored.Rejected.Count, Sha256(rejected)), predictions, rejected);
    }

    private int[]? OwnRows(RecordBatch batch) => !source.DividesItself && job.Partition is { Count: > 1, By: PartitionKind.Hash } partition
        ? KeyHash.RowsOf([.. Enumerable.Range(0, job.Keys.Count).Select(batch.Column)], batch.Length, partition.Index, partition.Count)
        : null;

    private byte[] Predictions(IArrowArray[] arrays, ScoredChunk scored, int rows)
    {
        var kept = columns.Kept.Select((_, i) => scored.Good is null ? arrays[i] : ArrowTake.Rows(arrays[i], scored.Good));
        return sink.Encode(columns.Output, [.. kept, .. scored.Predictions, .. job.Add.Select(stamp => StampOf(stamp, rows))], rows);
    }

    // Where each row is from, its key, and what is wrong: enough to find and mend it.
    private byte[] Rejected(SourceChunk chunk, IArrowArray[] arrays, IReadOnlyList<RejectedRow> rejected, int[]? own)
    {
        int[] rows = [.. rejected.Select(r => r.Row)];
        var places = new Int64Array.Builder().AppendRange(rows.Select(row => chunk.FirstRow + (own is null ? row : own[row]))).Build();
        IArrowArray[] keys = [.. job.Keys.Select((_, i) => ArrowTake.Rows(arrays[i], rows))];
        var schema = new Schema(
            [
                .. job.Keys.Select((key, i) => new Field(key, keys[i].Data.DataType, nullable: true)),
                new Field("rejected_source", StringType.Default, true), new Field("rejected_row", Int64Type.Default, true),
                new Field("rejected_reason", StringType.Default, true), new Field("rejected_faults", StringType.Default, true),
            ],
            null);
        return ParquetEncoder.Encode(
            schema,
            [.. keys, Texts(rows.Select(_ => chunk.Origin)), places, Texts(rejected.Select(r => ErrorCatalogue.Of(r.Reason).Name)), Texts(rejected.Select(r => r.Faults))],
            rows.Length);
    }

    private IArrowArray StampOf(Stamp stamp, int rows) => stamp switch
    {
        Stamp.ModelVersion => Texts(Enumerable.Repeat(engine.Model.Version, rows)),
        Stamp.RunId => Texts(Enumerable.Repeat(start.RunId, rows)),
        _ => new TimestampArray.Builder(new TimestampType(TimeUnit.Microsecond, "UTC")).AppendRange(Enumerable.Repeat(start.StartedAt, rows)).Build(),
    };

    private static StringArray Texts(IEnumerable<string> texts) => new StringArray.Builder().AppendRange(texts).Build();

    private static string Sha256(byte[] bytes) => bytes.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(bytes));
}
