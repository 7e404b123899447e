using Apache.Arrow;
using FedMl.BatchScoring.Neighbours;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.BatchScoring.Sinks;

/// <summary>
/// A table of predictions that Features keeps. It writes each run id and key once, so that a chunk whose answer was lost
/// is simply sent again.
/// </summary>
/// <param name="predictions">The service.</param>
/// <param name="run">Whose predictions they are, and the table's columns.</param>
/// <param name="retry">Tries again what can succeed later.</param>
internal sealed class TableSink(PredictionsService.PredictionsServiceClient predictions, PredictionRun run, Retry retry) : IChunkSink
{
    // The server's limit is 10,000 by default, and bytes besides.
    private const int BatchRows = 4096;

    /// <summary>The run, as a table's header tells it.</summary>
    public static PredictionRun RunOf(string table, string runId, string model, string version, Schema output, int keys) => new()
    {
        Table = table,
        RunId = runId,
        Model = model,
        ModelVersion = version,
        CreateTable = true,
        Keys = { output.FieldsList.Take(keys).Select(TableColumns.Declare) },
        Outputs = { output.FieldsList.Skip(keys).Select(TableColumns.Declare) },
    };

    public byte[] Encode(Schema schema, IReadOnlyList<IArrowArray> columns, int rows)
    {
        using var target = new MemoryStream();
        for (var first = 0; first < rows; first += BatchRows)
        {
            var batch = new PredictionBatch();
            batch.Columns.AddRange(columns.Select((column, i) => TableColumns.Of(schema.FieldsList[i].Name, column, first, Math.Min(BatchRows, rows - first))));
            batch.WriteDelimitedTo(target);
        }

        return target.ToArray();
    }

    public async Task PutAsync(long number, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await retry.DoAsync("Features", () => SendAsync(bytes, cancellationToken), cancellationToken);
        Failpoint.Pass("table", "written");
    }

    private async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = predictions.WritePredictions(cancellationToken: ended.Token);
        var answers = CountAsync(call.ResponseStream, ended.Token);
        var sent = 0;
        try
        {
            await call.RequestStream.WriteAsync(new WritePredictionsRequest { Run = run }, ended.Token);
            using var source = new MemoryStream(bytes.ToArray());
            while (source.Position < source.Length)
            {
                await call.RequestStream.WriteAsync(new WritePredictionsRequest { Batch = PredictionBatch.Parser.ParseDelimitedFrom(source) }, ended.Token);
                sent++;
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
            // Why the stream broke is what the answers end with.
            await answers;
            throw new ServiceException(ErrorReason.NeighbourUnavailable, "The stream to Features broke.", null, exception);
        }

        return await answers == sent
            ? true
            : throw new ServiceException(ErrorReason.SourceUnavailable, "Features acknowledged fewer batches than were sent.");
    }

    private static async Task<int> CountAsync(IAsyncStreamReader<WritePredictionsResponse> answers, CancellationToken cancellationToken)
    {
        var count = 0;
        while (await answers.MoveNext(cancellationToken))
        {
            count++;
            Failpoint.Pass("batch", "acknowledged");
        }

        return count;
    }
}
