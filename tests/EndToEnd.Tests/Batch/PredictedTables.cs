using System.Globalization;
using System.Text;
using DuckDB.NET.Data;

namespace FedMl.EndToEnd.Tests.Batch;

/// <summary>Local over many rows, with tables of predictions in a DuckDB file; batch jobs as processes beside it.</summary>
public sealed class PredictedTables : IAsyncLifetime
{
    public const int Rows = 9_000;

    private readonly LocalProcess local = new();

    private string File => Path.Combine(local.Folder, "predictions.duckdb");

    /// <summary>gRPC of all services.</summary>
    public Uri Address => local.Grpc;

    public string Models => Path.Combine(local.Folder, "samples", "models");

    public Task InitializeAsync() => local.StartAsync(Prepare, "--Predictions:Target", "DuckDb", "--Predictions:Path", Path.Combine(local.Folder, "predictions.duckdb"), "--Predictions:MaxStreams", "1");

    public Task DisposeAsync() => local.DisposeAsync();

    /// <summary>Runs a job over the view of flowers.</summary>
    public async Task<(int Code, string Said)> RunAsync(string sink, string? failpoint, params string[] more)
    {
        var address = local.Grpc.ToString();
        var start = LocalProcess.StartInfo(
            Path.Combine(local.Folder, "home"), Repository.Service("BatchScoring"),
            [
                "--source.view", "iris", "--model.name", "iris", "--keys", "sample_id", "--limits.chunkRows", "1000", "--sink.path", Path.Combine(local.Folder, sink),
                "--neighbours.features", address, "--neighbours.models", address, "--neighbours.scoring", address, .. more,
            ]);
        start.Environment["FEDML_FAILPOINT"] = failpoint ?? "";
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var complaints = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + complaints);
    }

    /// <summary>Ends Local, which alone may open the file, and reads all tables: rows by table, each as text, sorted.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ReadAsync(params string[] tables)
    {
        Assert.Equal(0, await local.TerminateAsync());
        await using var connection = new DuckDBConnection($"Data Source={File};ACCESS_MODE=READ_ONLY");
        await connection.OpenAsync();
        Dictionary<string, IReadOnlyList<string>> found = [];
        foreach (var table in tables)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT concat_ws('|', sample_id, label, probability_setosa, probability_versicolor, probability_virginica, model_version) FROM predictions.\"PREDICTIONS\".\"{table}\" ORDER BY 1";
            await using var reader = await command.ExecuteReaderAsync();
            List<string> rows = [];
            while (await reader.ReadAsync())
            {
                rows.Add(reader.GetString(0));
            }

            found[table] = rows;
        }

        return found;
    }

    private static void Prepare(string samples)
    {
        var text = new StringBuilder("sample_id,sepal_length,sepal_width,petal_length,petal_width,species\n");
        for (var i = 0; i < Rows; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i:D6},{4 + (i % 40 * 0.1):F1},{2 + (i % 24 * 0.1):F1},{1 + (i % 59 * 0.1):F1},{0.1 + (i % 25 * 0.1):F1},setosa\n");
        }

        System.IO.File.WriteAllText(Path.Combine(samples, "data", "BOTANY", "IRIS.csv"), text.ToString());
        Repository.CopyFolder(Path.Combine(samples, "models", "iris", "1"), Path.Combine(samples, "models", "iris", "2"));
        System.IO.File.WriteAllText(Path.Combine(samples, "models", "iris", "aliases.yaml"), "champion: \"1\"\n");
    }
}
