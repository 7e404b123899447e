using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Apache.Arrow;
using FedMl.BatchScoring.Sinks;
using FedMl.BatchScoring.Sources;
using FedMl.Tests.Onnx;

namespace FedMl.BatchScoring.Tests;

/// <summary>
/// A job in a folder of its own: a model that scores 1 where <c>a</c> is at most 0.5, else 2, and 10 more where <c>b</c> is
/// above 0; rows with an id, the two inputs and a region.
/// </summary>
internal sealed class TestJob : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fedml-batch-").FullName;

    public TestJob(int rows = 1000, string source = "rows.parquet")
    {
        Rows = rows;
        Directory.CreateDirectory(PathOf("model/1"));
        WriteModel(extra: 10);
        WriteSource(source, rows);
        Source = source;
    }

    public int Rows { get; }

    public string Source { get; set; }

    public string Sink { get; set; } = "scores";

    public string PathOf(string name) => Path.Combine(folder, name);

    public void WriteModel(float extra) => File.WriteAllBytes(PathOf("model/1/model.onnx"), new Ensemble()
        .Branch(0, 0, "BRANCH_LEQ", 0, 0.5f, 1, 2).Leaf(0, 1, (0, 1)).Leaf(0, 2, (0, 2))
        .Branch(1, 0, "BRANCH_LEQ", 1, 0, 1, 2).Leaf(1, 1, (0, 0)).Leaf(1, 2, (0, extra))
        .ToRegressor(2, 1));

    /// <summary>Names the columns of the matrix that the model takes.</summary>
    public void WriteSignature(string missing = "reject") => File.WriteAllText(PathOf("model/1/signature.yaml"), $$"""
        inputs:
          - { name: x, columns: [ { name: a, missing: {{missing}} }, { name: b } ] }
        outputs:
          - { name: score, onnx: scores }
        """);

    public void WriteSource(string name, int rows, Func<int, double?>? a = null)
    {
        WriteSignature();
        a ??= ValueOfA;
        var ids = new StringArray.Builder();
        var first = new DoubleArray.Builder();
        var second = new FloatArray.Builder();
        var regions = new StringArray.Builder();
        var text = new StringBuilder("id,a,b,region\n");
        for (var i = 0; i < rows; i++)
        {
            var value = a(i);
            ids.Append(IdOf(i));
            _ = value is { } there ? first.Append(there) : first.AppendNull();
            second.Append(ValueOfB(i));
            regions.Append(i % 2 == 0 ? "north" : "south, \"far\"");
            text.Append(CultureInfo.InvariantCulture, $"{IdOf(i)},{value},{ValueOfB(i)},{(i % 2 == 0 ? "north" : "\"south, \"\"far\"\"\"")}\n");
        }

        IArrowArray[] columns = [ids.Build(), first.Build(), second.Build(), regions.Build()];
        string[] names = ["id", "a", "b", "region"];
        var schema = new Schema(names.Select((n, i) => new Field(n, columns[i].Data.DataType, true)), null);
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        switch (FileList.FormatOf(name))
        {
            case BatchScoring.Specification.FileFormat.Csv:
                File.WriteAllText(path, text.ToString());
                break;
            case BatchScoring.Specification.FileFormat.Arrow:
                using (var stream = File.Create(path))
                using (var writer = new Apache.Arrow.Ipc.ArrowFileWriter(stream, schema))
                {
                    writer.WriteRecordBatch(new RecordBatch(schema, columns, rows));
                    writer.WriteEnd();
                }

                break;
            default:
                File.WriteAllBytes(path, ParquetEncoder.Encode(schema, columns, rows));
                break;
        }
    }

    public static string IdOf(int row) => row.ToString("D7", CultureInfo.InvariantCulture);

    public static double? ValueOfA(int row) => row % 4 * 0.25;

    public static float ValueOfB(int row) => (row % 3) - 1;

    public static float ScoreOf(int row) => (ValueOfA(row) <= 0.5 ? 1 : 2) + (ValueOfB(row) > 0 ? 10 : 0);

    /// <summary>What a run is called with.</summary>
    public string[] Arguments(params string[] more) =>
    [
        "--model.folder", PathOf("model/1"), "--source.path", PathOf(Source), "--sink.path", PathOf(Sink), "--keys", "id", "--carry", "region",
        "--limits.chunkRows", "100", .. more,
    ];

    /// <summary>Runs it as a process of its own.</summary>
    public async Task<Outcome> RunAsync(string? failpoint = null, params string[] more)
    {
        using var process = Start(failpoint, more);
        return await EndAsync(process);
    }

    public Process Start(string? failpoint, params string[] more) => StartCommand(failpoint, Arguments(more));

    public static Process StartCommand(string? failpoint, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "FedMl.BatchScoring.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ORT_DISABLE_TELEMETRY"] = "1", ["FEDML_FAILPOINT"] = failpoint ?? "" },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Waits until a running job has written its first chunks.</summary>
    public async Task UntilWrittenAsync(Process process)
    {
        var checkpoint = PathOf("scores/_job/part-0000-of-0001.checkpoint");
        while (!File.Exists(checkpoint) || File.ReadLines(checkpoint).Count() < 2)
        {
            Assert.False(process.HasExited);
            await Task.Delay(20);
        }
    }

    public static async Task<Outcome> EndAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var complaints = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, await output, await complaints);
    }

    /// <summary>The rows of the predictions that are in place, each as text, sorted.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string? sink = null) => await ReadTextsAsync(PathOf(sink ?? Sink), SearchOption.TopDirectoryOnly);

    /// <summary>The rows without a score, each as text, sorted.</summary>
    public async Task<IReadOnlyList<string>> ReadRejectedAsync() => await ReadTextsAsync(PathOf(Sink + "/_rejected"), SearchOption.TopDirectoryOnly);

    public static string Sha256(IEnumerable<string> rows) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows))));

    /// <summary>What the predictions must be.</summary>
    public IReadOnlyList<string> Expected(params int[] without) =>
    [
        .. Enumerable.Range(0, Rows).Except(without)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{IdOf(i)}|{(i % 2 == 0 ? "north" : "south, \"far\"")}|{ScoreOf(i)}"))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task<IReadOnlyList<string>> ReadTextsAsync(string path, SearchOption depth)
    {
        List<string> rows = [];
        foreach (var file in Directory.EnumerateFiles(path, "*.parquet", depth))
        {
            using var table = new ParquetTable(file);
            string[] columns = [.. table.Schema.FieldsList.Select(f => f.Name)];
            await foreach (var batch in table.ReadAsync(columns, 0, 10_000, CancellationToken.None))
            {
                using (batch)
                {
                    rows.AddRange(Enumerable.Range(0, batch.Length).Select(row => string.Join('|', columns.Select((_, i) => TextOf(batch.Column(i), row)))));
                }
            }
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static string TextOf(IArrowArray array, int row) => array switch
    {
        _ when array.IsNull(row) => "null",
        StringArray texts => texts.GetString(row),
        FloatArray floats => floats.GetValue(row)!.Value.ToString("R", CultureInfo.InvariantCulture),
        DoubleArray doubles => doubles.GetValue(row)!.Value.ToString("R", CultureInfo.InvariantCulture),
        Int64Array numbers => numbers.GetValue(row)!.Value.ToString(CultureInfo.InvariantCulture),
        TimestampArray times => times.GetTimestamp(row)!.Value.ToString("O", CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException(array.GetType().Name),
    };
}

/// <summary>How a process ended.</summary>
internal sealed record Outcome(int Code, string Output, string Complaints)
{
    public override string ToString() => $"exit {Code}\n{Output}\n{Complaints}";
}
