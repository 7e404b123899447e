using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.Models;

public sealed class ModelsGrpcServiceTests : IDisposable
{
    // How long a test waits before it counts as failed.
    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
    private readonly TempFolder folder = new();

    public void Dispose()
    {
        folder.Dispose();
        patience.Dispose();
    }

    [Fact]
    public async Task Watch_FolderChanges_SendsSnapshotChangesAndRemoval()
    {
        folder.Write("iris/1/model.onnx", "x");
        await using var models = await RunningModels.StartAsync(folder.Models);
        using var watch = models.Client.WatchModels(new WatchModelsRequest(), cancellationToken: patience.Token);

        var snapshot = (await NextAsync(watch)).Snapshot.Models;
        Assert.Equal(["1"], Assert.Single(snapshot).Versions.Select(v => v.Version));

        MoveIntoPlace("iris", "2");
        Assert.Equal(["1", "2"], (await NextAsync(watch)).Changed.Versions.Select(v => v.Version));

        folder.Write("iris/aliases.yaml", "champion: 2");
        var alias = Assert.Single((await NextAsync(watch)).Changed.Aliases);
        Assert.Equal(("champion", "2"), (alias.Name, alias.Version));

        Directory.Delete(Path.Combine(folder.Models, "iris"), recursive: true);
        WatchModelsResponse last;
        do
        {
            last = await NextAsync(watch); // A look in the midst of the deletion may see some of it.
        }
        while (last.EventCase == WatchModelsResponse.EventOneofCase.Changed);
        Assert.Equal("iris", last.Removed);
    }

    [Fact]
    public async Task Watch_TimePasses_SendsHeartbeats()
    {
        var time = new FakeTimeProvider();
        await using var models = await RunningModels.StartAsync(folder.Models, time, "--Models:HeartbeatSeconds=7");
        using var watch = models.Client.WatchModels(new WatchModelsRequest(), cancellationToken: patience.Token);
        Assert.NotNull((await NextAsync(watch, time)).Snapshot);

        Assert.NotNull((await NextAsync(watch, time)).Heartbeat);
        Assert.NotNull((await NextAsync(watch, time)).Heartbeat);
    }

    [Fact]
    public async Task Watch_ServiceStops_EndsAsShuttingDown()
    {
        await using var models = await RunningModels.StartAsync(folder.Models);
        using var watch = models.Client.WatchModels(new WatchModelsRequest(), cancellationToken: patience.Token);
        await NextAsync(watch);

        var stopped = models.StopAsync();

        var exception = await Assert.ThrowsAsync<RpcException>(() => NextAsync(watch));
        Assert.Equal(ErrorReason.ShuttingDown, RpcErrors.FromRpcException(exception, "Models").Reason);
        await stopped;
    }

    [Fact]
    public async Task Download_Resumed_GivesTheFile()
    {
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        folder.Write("iris/1/model.onnx", bytes);
        await using var models = await ReadyAsync();

        Assert.Equal(bytes[..2_000_000], (await DownloadAsync(models, 0))[..2_000_000]);
        Assert.Equal(bytes[2_000_000..], await DownloadAsync(models, 2_000_000));
        Assert.Empty(await DownloadAsync(models, bytes.Length));
        await RefusesAsync(ErrorReason.InvalidRequest, () => DownloadAsync(models, bytes.Length + 1));
    }

    [Fact]
    public async Task Download_UnknownOrOutOfForm_AnswersItsReason()
    {
        folder.Write("iris/1/model.onnx", "x");
        await using var models = await ReadyAsync();

        await RefusesAsync(ErrorReason.ModelNotFound, () => DownloadAsync(models, 0, "rose"));
        await RefusesAsync(ErrorReason.ModelVersionNotFound, () => DownloadAsync(models, 0, version: "2"));
        await RefusesAsync(ErrorReason.ArtifactNotFound, () => DownloadAsync(models, 0, path: "other.onnx"));
        await RefusesAsync(ErrorReason.InvalidRequest, () => DownloadAsync(models, 0, path: "../1/model.onnx"));
        await RefusesAsync(ErrorReason.InvalidRequest, () => DownloadAsync(models, 0, model: new string('a', 4096)));
    }

    [Fact]
    public async Task Unary_PublishedVersion_AnswersAllOfIt()
    {
        folder.Write("iris/1/model.onnx", "x");
        folder.Write("iris/1/model-card.md", "# Iris");
        folder.Write("iris/2/signature.yaml", "inputs: []");
        folder.Write("iris/aliases.yaml", "champion: 1");
        await using var models = await ReadyAsync();

        var listed = Assert.Single((await models.Client.ListModelsAsync(new ListModelsRequest())).Models);
        Assert.Equal(["", "has no model.onnx"], listed.Versions.Select(v => v.Problem));

        var one = await models.Client.GetModelVersionAsync(new GetModelVersionRequest { Model = "iris", Version = "1" });
        Assert.Equal(listed.Versions[0], one.ModelVersion);
        Assert.Equal(["model-card.md", "model.onnx"], one.ModelVersion.Files.Select(f => f.Path));
        Assert.Equal("champion", Assert.Single(one.Aliases));
        Assert.Equal("# Iris", one.ModelCard);

        var resolved = await models.Client.ResolveAliasAsync(new ResolveAliasRequest { Model = "iris", Alias = "champion" });
        Assert.Equal("1", resolved.Version);
        await RefusesAsync(
            ErrorReason.AliasNotFound, () => models.Client.ResolveAliasAsync(new ResolveAliasRequest { Model = "iris", Alias = "x" }).ResponseAsync);
    }

    [Fact]
    public async Task Start_FolderMissing_RefusesAndNamesTheOption()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => RunningModels.StartAsync(Path.Combine(folder.Elsewhere, "missing")));

        Assert.Contains("Models:Folder", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NumberOutOfRange_RefusesAndNamesTheOption()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => RunningModels.StartAsync(folder.Models, null, "--Models:RescanMilliseconds=0"));

        Assert.Contains("RescanMilliseconds", exception.Message, StringComparison.Ordinal);
    }

    private async Task<RunningModels> ReadyAsync()
    {
        var models = await RunningModels.StartAsync(folder.Models);
        using var watch = models.Client.WatchModels(new WatchModelsRequest(), cancellationToken: patience.Token);
        await NextAsync(watch);
        return models;
    }

    private void MoveIntoPlace(string model, string version)
    {
        var prepared = Directory.CreateDirectory(Path.Combine(folder.Elsewhere, version));
        File.WriteAllText(Path.Combine(prepared.FullName, "model.onnx"), "x");
        prepared.MoveTo(Path.Combine(folder.Models, model, version));
    }

    /// <summary>The next event, other than a sign of life unless a test moves the time itself.</summary>
    private async Task<WatchModelsResponse> NextAsync(AsyncServerStreamingCall<WatchModelsResponse> watch, FakeTimeProvider? time = null)
    {
        while (true)
        {
            var next = watch.ResponseStream.MoveNext(patience.Token);
            while (time is not null && !next.IsCompleted)
            {
                time.Advance(TimeSpan.FromMilliseconds(500));
                await Task.Yield();
            }

            Assert.True(await next);
            if (time is not null || watch.ResponseStream.Current.Heartbeat is null)
            {
                return watch.ResponseStream.Current;
            }
        }
    }

    private async Task<byte[]> DownloadAsync(
        RunningModels models, long offset, string model = "iris", string version = "1", string path = "model.onnx")
    {
        var request = new DownloadArtifactRequest { Model = model, Version = version, Path = path, Offset = offset };
        using var call = models.Client.DownloadArtifact(request, cancellationToken: patience.Token);
        var read = new MemoryStream();
        await foreach (var piece in call.ResponseStream.ReadAllAsync(patience.Token))
        {
            Assert.Equal(offset + read.Length, piece.Offset);
            piece.Data.WriteTo(read);
        }

        return read.ToArray();
    }

    private static async Task RefusesAsync(ErrorReason reason, Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(reason, RpcErrors.FromRpcException(exception, "Models").Reason);
    }
}
