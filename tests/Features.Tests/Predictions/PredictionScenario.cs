using System.Globalization;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using static FedMl.Features.Tests.RunningFeatures;

namespace FedMl.Features.Tests.Predictions;

/// <summary>The Features host over a store, a run that writes churn scores, and how they are read again.</summary>
public abstract class PredictionScenario : IAsyncLifetime
{
    protected const string Schema = "OUT";

    private protected RunningFeatures Features { get; private set; } = null!;

    private protected PredictionsService.PredictionsServiceClient Client => Features.Predictions;

    /// <summary>Whether the store keeps NaN and infinities.</summary>
    protected abstract bool TakesAnyDouble { get; }

    public virtual async Task InitializeAsync()
    {
        Features = new RunningFeatures { Replace = Replace }.Data("S", "CUSTOMERS.csv", "id,age\na,1\nb,2\n").View("churn.yaml", $$"""
            name: churn
            source: { space: {{Schema}}, asset: CHURN }
            entity: [ { key: id, type: string } ]
            eventTime: written_at
            features: [ { name: score, type: double }, { name: version, type: string, column: model_version } ]
            """);
        await StartAsync();
    }

    public virtual async Task DisposeAsync() => await Features.DisposeAsync();

    private protected async Task StartAsync() => await Features.StartAsync(
        [
            "--Predictions:Schema", Schema, "--Predictions:MaxBatchRows", "500", "--Predictions:MaxColumns", "12", "--Predictions:MaxTables", "3", "--Predictions:MaxStreams", "4",
            "--Predictions:MaxValueSize", "1000", "--Predictions:MaxKeyLength", "20", "--Predictions:MaxBatchBytes", "200000", .. Arguments(Features.Folder),
        ]);

    /// <summary>What configures the store.</summary>
    private protected abstract string[] Arguments(string folder);

    private protected virtual void Replace(IServiceCollection services)
    {
    }

    private protected static PredictionRun Run(string id = "run-1", string table = "CHURN", bool create = true) => new()
    {
        Table = table,
        RunId = id,
        Model = "churn",
        ModelVersion = "7",
        CreateTable = create,
        Keys = { new PredictionTableColumn { Name = "id", Type = ValueType.String } },
        Outputs = { new PredictionTableColumn { Name = "score", Type = ValueType.Double } },
    };

    private protected static PredictionBatch Batch(params (string Id, double Score)[] rows) => new()
    {
        Columns =
        {
            Texts("id", [.. rows.Select(row => row.Id)]),
            new Column { Name = "score", Doubles = new Doubles { Values = { rows.Select(row => row.Score) } } },
        },
    };

    private protected static PredictionBatch Batch(int from, int count) =>
        Batch([.. Enumerable.Range(from, count).Select(i => (i.ToString("D6", CultureInfo.InvariantCulture), i / 4.0))]);

    private protected Task<IReadOnlyList<WritePredictionsResponse>> WriteAsync(PredictionRun run, params PredictionBatch[] batches) => PredictionStream.WriteAsync(Client, run, batches);

    private protected Task<ServiceException> FailsAsync(PredictionRun run, params PredictionBatch[] batches) => PredictionStream.FailsAsync(Client, run, batches);

    /// <summary>Rows of a table; none where it is not there.</summary>
    private protected async Task<long> CountAsync(string table = "CHURN")
    {
        try
        {
            return (await Features.Discovery.ProfileAssetAsync(new ProfileAssetRequest { Space = Schema, Asset = table })).Rows;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return 0;
        }
    }

    /// <summary>A table's column as the service reads it, one text a row; the order is the table's.</summary>
    private protected async Task<string[]> ReadAsync(string column, string table = "CHURN")
    {
        var sample = await Features.Discovery.SampleRowsAsync(new SampleRowsRequest { Space = Schema, Asset = table, Columns = { column } });
        var values = Assert.Single(sample.Columns);
        return [.. Enumerable.Range(0, values.Statuses.Count == 0 ? FedMl.Features.Online.KeyValues.LengthOf(values) : values.Statuses.Count).Select(row =>
            values.Statuses.Count > 0 && values.Statuses[row] == ValueStatus.Null ? "null" : Text(values, row))];
    }

    private static string Text(Column column, int row) => column.ValuesCase switch
    {
        Column.ValuesOneofCase.Strings => column.Strings.Values[row],
        Column.ValuesOneofCase.Decimals => column.Decimals.Values[row],
        Column.ValuesOneofCase.Dates => column.Dates.Values[row],
        Column.ValuesOneofCase.Doubles => column.Doubles.Values[row].ToString("R", CultureInfo.InvariantCulture),
        Column.ValuesOneofCase.Int64S => column.Int64S.Values[row].ToString(CultureInfo.InvariantCulture),
        Column.ValuesOneofCase.Bools => column.Bools.Values[row].ToString(),
        Column.ValuesOneofCase.Timestamps => column.Timestamps.Values[row].ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        _ => column.Binaries.Values[row].ToBase64(),
    };
}
