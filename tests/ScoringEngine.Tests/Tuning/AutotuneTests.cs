using System.Text.Json.Nodes;
using FedMl.Protos.Errors.V1;
using FedMl.Scoring;
using FedMl.ScoringEngine.Tuning;
using FedMl.ServiceDefaults.Errors;
using FedMl.Tests.Onnx;
using Microsoft.Extensions.Configuration;

namespace FedMl.ScoringEngine.Tests.Tuning;

public sealed class AutotuneTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("autotune");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Graph_IsMeasuredInEveryWay_AndTheFirstIsBest()
    {
        var results = await new Autotune(callers: 4, TimeSpan.FromMilliseconds(5), rounds: 1).RunAsync(Graphs.Spinning(), CancellationToken.None);

        Assert.Equal(results.Count, results.Select(r => r.Settings).Distinct().Count());
        Assert.Contains(new TrialSettings(1, 1, 0, 0), results.Select(r => r.Settings));
        Assert.Equal([8, 32, 128], results.Where(r => r.Settings.BatchRows > 0 && r.Settings.DelayMilliseconds == 0).Select(r => r.Settings.BatchRows).Order());
        Assert.All(results, r => Assert.True(r is { RequestsPerSecond: > 0, MedianMicroseconds: > 0, AloneMicroseconds: > 0 }));
        // No other is clearly faster than the one named best.
        Assert.True(results.Max(r => r.RequestsPerSecond) >= results[0].RequestsPerSecond);
    }

    [Fact]
    public async Task GraphWhoseRowsDependOnEachOther_IsNotTriedInBatches()
    {
        var results = await new Autotune(2, TimeSpan.FromMilliseconds(5), 1).RunAsync(Graphs.RunningSum(), CancellationToken.None);

        Assert.All(results, r => Assert.Equal(0, r.Settings.BatchRows));
    }

    [Theory]
    [InlineData("iris")]
    [InlineData("breast-cancer")]
    public async Task SampleModels_WhoseLabelsAreTexts_AreMeasuredInBatchesToo(string model)
    {
        var graph = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", model, "1", "model.onnx"));

        var results = await new Autotune(2, TimeSpan.FromMilliseconds(5), 1).RunAsync(graph, CancellationToken.None);

        Assert.Contains(results, r => r.Settings.BatchRows > 0);
    }

    [Theory]
    [InlineData(false, ErrorReason.NotSupported)]
    [InlineData(true, ErrorReason.ModelLoadFailed)]
    public async Task GraphThatCannotBeTuned_IsNamed(bool broken, ErrorReason reason)
    {
        var graph = broken ? [1, 2, 3] : Graphs.ZipMapClassifier();

        Assert.Equal(reason, (await Assert.ThrowsAsync<ServiceException>(() => new Autotune(1, TimeSpan.FromMilliseconds(5), 1).RunAsync(graph, CancellationToken.None))).Reason);
    }

    [Fact]
    public async Task Command_WritesSettingsThatTheServiceReads_BesideWhatIsThere()
    {
        var model = Path.Combine(folder.FullName, "churn", "1", "model.onnx");
        Directory.CreateDirectory(Path.GetDirectoryName(model)!);
        await File.WriteAllBytesAsync(model, Graphs.Spinning());
        var settings = Path.Combine(folder.FullName, "appsettings.json");
        await File.WriteAllTextAsync(settings, """{"Listen":{"GrpcPort":1},"ScoringEngine":{"MaxRows":5,"Models":{"other":{"Replicas":3}}}}""");
        using var output = new StringWriter();

        Assert.Equal(0, await AutotuneCommand.RunAsync([model, "--write", settings, "--seconds", "0.01", "--callers", "4"], output, output));

        Assert.Contains("churn, one-row requests, 4 under way", output.ToString(), StringComparison.Ordinal);
        var options = new ConfigurationBuilder().AddJsonFile(settings).Build().GetSection(EngineOptions.Section).Get<EngineOptions>()!;
        Assert.Equal((5, 3), (options.MaxRows, options.For("other").Replicas));
        Assert.True(options.For("churn").Replicas >= 1);
        Assert.NotEqual(BatchingMode.Auto, options.For("churn").Batching.Mode);
        Assert.Equal(1, JsonNode.Parse(await File.ReadAllTextAsync(settings))!["Listen"]!["GrpcPort"]!.GetValue<int>());
    }

    [Fact]
    public async Task Command_NamesAllFaults()
    {
        using var complaints = new StringWriter();

        Assert.Equal(2, await AutotuneCommand.RunAsync(["--callers", "0", "--nonsense"], TextWriter.Null, complaints));

        Assert.All(["--callers has", "--nonsense is", "A model file is needed"], part => Assert.Contains(part, complaints.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("missing.onnx", "There is no file")]
    [InlineData("list.json", "is no JSON object")]
    public async Task Command_TellsWhatItCannotDo(string write, string told)
    {
        var list = Path.Combine(folder.FullName, "list.json");
        var model = Path.Combine(folder.FullName, "m.onnx");
        await File.WriteAllTextAsync(list, "[]");
        await File.WriteAllBytesAsync(model, Graphs.Weighted(1));
        using var complaints = new StringWriter();
        string[] args = write == "missing.onnx" ? [Path.Combine(folder.FullName, write)] : [model, "--write", list, "--seconds", "0.01"];

        Assert.Equal(1, await AutotuneCommand.RunAsync(args, TextWriter.Null, complaints));

        Assert.Contains(told, complaints.ToString(), StringComparison.Ordinal);
    }
}
