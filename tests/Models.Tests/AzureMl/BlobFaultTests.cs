using Azure.Storage.Blobs.Models;
using FedMl.Models.Registry;
using FedMl.Models.Tools;
using FedMl.Protos.Errors.V1;
using FedMl.Tests.AzureMl;

namespace FedMl.Models.AzureMl;

/// <summary>What a network and other writers do to files that are being read.</summary>
[NeedsTool(ToolFiles.Azurite)]
[Collection(AzuriteCollection.Name)]
public sealed class BlobFaultTests(Azurite azurite) : IAsyncLifetime
{
    private readonly byte[] bytes = new byte[400_001];
    private AzureBench bench = null!;

    public async Task InitializeAsync()
    {
        new Random(5).NextBytes(bytes);
        bench = await AzureBench.StartAsync(azurite);
    }

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [ToolTheory]
    [InlineData(0, ProxyFault.Cut)]
    [InlineData(4000, ProxyFault.Reset)]
    [InlineData(200_000, ProxyFault.Cut)]
    [InlineData(396_000, ProxyFault.Reset)]
    [InlineData(400_000, ProxyFault.Cut)]
    public async Task Open_ConnectionEndsInTheMiddle_GoesOnAndIsWhole(int after, ProxyFault kind)
    {
        var file = await PublishedAsync();
        bench.Proxy.After(after, kind);

        Assert.Equal(bytes, await bench.ReadAsync(file));

        Assert.Equal(1, bench.Proxy.Happened);
    }

    [ToolTheory]
    [InlineData(0)]
    [InlineData(4000)]
    [InlineData(200_000)]
    [InlineData(396_000)]
    [InlineData(400_000)]
    public async Task Open_BlobTruncated_IsDataLossAndWhatWasReadStays(int length)
    {
        var file = await PublishedAsync();
        await bench.PublishAsync("iris", "2", ("model.onnx", bytes));
        var other = (await bench.ListAsync()).Models[0].Versions.Single(v => v.Version == "2").Files[0];
        Assert.Equal(bytes, await bench.ReadAsync(file));

        await bench.UploadAsync("iris/1/model.onnx", bytes[..length]);
        await bench.UploadAsync("iris/2/model.onnx", bytes[..length]);

        Assert.Equal(bytes, await bench.ReadAsync(file));
        await RefusesAsync(other, ErrorReason.ArtifactCorrupt);
    }

    [ToolFact]
    public async Task Open_BytesAreNotThoseOfTheMd5_IsDataLossAndKeepsNothing()
    {
        var file = await PublishedAsync(new BlobHttpHeaders { ContentHash = new byte[16] });

        await RefusesAsync(file, ErrorReason.ArtifactCorrupt);

        Assert.Null(bench.Registry.FindSha256(file));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(bench.CacheFolder, "partial")));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(bench.CacheFolder, "content")));
    }

    [ToolFact]
    public async Task Open_BlobChangesWhileItIsRead_IsDataLossAndTheNextLookHasTheNewOne()
    {
        bench.Options.AzureMl.Blobs.MaxRanges = 1;
        var file = await PublishedAsync();
        bench.Proxy.After(200_000, ProxyFault.Pause);
        var paused = bench.Proxy.Next;
        var reading = bench.ReadAsync(file);
        await paused;
        byte[] changed = [.. bytes.Reverse()];
        await bench.UploadAsync("iris/1/model.onnx", changed);
        bench.Proxy.Release();

        var exception = await Assert.ThrowsAsync<ArtifactCorruptException>(() => reading);

        Assert.Equal("model.onnx of iris 1 is gone, or has changed since it was published.", exception.Message);
        var again = (await bench.ListAsync()).Models[0].Versions[0].Files[0];
        Assert.Equal(changed, await bench.ReadAsync(again));
    }

    [ToolFact]
    public async Task Open_GivenUpAndStartedAgain_GoesOnWhereItWas()
    {
        bench.Options.AzureMl.Blobs.MaxRanges = 1;
        var file = await PublishedAsync();
        using var stop = new CancellationTokenSource();
        bench.Proxy.After(200_000, ProxyFault.Pause);
        var paused = bench.Proxy.Next;
        var reading = bench.Registry.OpenAsync(file, 0, stop.Token);
        await paused;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        bench.Proxy.Release();
        bench.Restart();
        await bench.ListAsync();
        var before = bench.Metrics.BytesDownloaded.Value;

        Assert.Equal(bytes, await bench.ReadAsync(file));

        Assert.InRange(before, 1, bytes.Length - 1);
        Assert.Equal(bytes.Length, bench.Metrics.BytesDownloaded.Value);
    }

    [ToolFact]
    public async Task Open_FiftyAtOnce_DownloadOnce()
    {
        var file = await PublishedAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => bench.ReadAsync(file))));

        Assert.All(all, read => Assert.Equal(bytes, read));
        Assert.Equal(bytes.Length, bench.Metrics.BytesDownloaded.Value);
    }

    [ToolFact]
    public async Task Open_SilentConnection_IsGivenUpAndTriedAgain()
    {
        bench.Options.AzureMl.Blobs.SilenceSeconds = 1;
        var file = await PublishedAsync();
        bench.Proxy.After(200_000, ProxyFault.Stall);

        Assert.Equal(bytes, await bench.ReadAsync(file));
    }

    [ToolFact]
    public async Task Open_OneByteASecond_IsGivenUpAtTheLimit()
    {
        bench.Options.AzureMl.Blobs.RangeTimeoutSeconds = 1;
        bench.Options.AzureMl.Blobs.MaxRanges = 1;
        var file = await PublishedAsync();
        bench.Proxy.After(200_000, ProxyFault.Slow);

        var exception = await Assert.ThrowsAsync<RegistryUnavailableException>(() => bench.ReadAsync(file));

        Assert.Equal("Reading model.onnx of iris 1: no answer within 1 seconds.", exception.Message);
        Assert.Equal(bytes, await bench.ReadAsync(file));
    }

    private async Task<RegistryFile> PublishedAsync(BlobHttpHeaders? headers = null)
    {
        await bench.PublishAsync("iris", "1", ("model.onnx", bytes));
        if (headers is not null)
        {
            await bench.Container.GetBlobClient("iris/1/model.onnx").SetHttpHeadersAsync(headers);
        }

        return (await bench.ListAsync()).Models[0].Versions[0].Files[0];
    }

    private async Task RefusesAsync(RegistryFile file, ErrorReason reason)
    {
        var exception = await Assert.ThrowsAnyAsync<ServiceDefaults.Errors.ServiceException>(() => bench.ReadAsync(file));
        Assert.Equal(reason, exception.Reason);
        bench.HasNoSecret(exception.ToString());
    }
}
