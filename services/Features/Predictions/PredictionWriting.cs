using FedMl.Features.Scans;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Predictions;

/// <summary>Writes the batches of a stream one after the other, and says so after each.</summary>
internal sealed class PredictionWriting(
    IPredictionStore store, PredictionTurns turns, FeaturesMetrics metrics, IHostApplicationLifetime host, IOptions<PredictionOptions> options, TimeProvider time)
{
    /// <exception cref="ServiceException">As <c>PredictionsService/WritePredictions</c> says.</exception>
    public async Task RunAsync(
        IAsyncStreamReader<WritePredictionsRequest> reader, IServerStreamWriter<WritePredictionsResponse> caller, CancellationToken cancellationToken)
    {
        if (options.Value.Target == PredictionTarget.None)
        {
            throw DisabledStore.Refusal;
        }

        using var turn = turns.Take();
        var parts = new IncomingParts(reader, options.Value.MaxIdle, time, host.ApplicationStopping);
        var answers = new PatientStream<WritePredictionsResponse>(caller, options.Value.MaxIdle, time);
        var run = (await parts.NextAsync(cancellationToken))?.Run ?? throw Wrong("the first part of the stream must be a run");
        var table = new RunReading(options.Value).Read(run);
        await PrepareAsync(table, run.CreateTable, cancellationToken);
        var batches = new BatchReading(table, options.Value, store.TakesAnyDouble);
        for (var number = 0L; await parts.NextAsync(cancellationToken) is { } part; number++)
        {
            var batch = part.Batch ?? throw Wrong("each part after the first must be a batch");
            var rows = RunColumns.Around(run, batches.Read(batch), time.GetUtcNow());
            var written = await store.WriteAsync(table, rows, cancellationToken);
            metrics.Written(written, rows.Count - written);
            await answers.WriteAsync(
                new WritePredictionsResponse { Batch = number, WrittenRows = written, RepeatedRows = rows.Count - written }, cancellationToken);
        }
    }

    private static ServiceException Wrong(string description) =>
        ServiceException.FromFaults(ErrorReason.InvalidRequest, "The stream is wrong", [new Fault("part", description)]);

    private async Task PrepareAsync(PredictionTable table, bool create, CancellationToken cancellationToken)
    {
        var stored = await store.DescribeAsync(table.Name, cancellationToken);
        if (stored is null && create)
        {
            await store.CreateAsync(table, cancellationToken);
            stored = await store.DescribeAsync(table.Name, cancellationToken)
                ?? throw ServiceException.FromFaults(
                    ErrorReason.TableMismatch, "The table cannot be created", [new Fault("run.table", "another table has this name but for upper and lower case")]);
        }

        TableCheck.Check(table, stored ?? throw new ServiceException(ErrorReason.TableNotFound, "There is no table of that name, and create_table is not set."));
    }
}
