using Azure.Storage.Blobs.Specialized;
using FedMl.Models.Registry;
using FedMl.Models.Tools;

namespace FedMl.Models.AzureMl;

/// <summary>What is too large is refused before a byte of it is downloaded.</summary>
[NeedsTool(ToolFiles.Azurite)]
[Collection(AzuriteCollection.Name)]
public sealed class SizeLimitTests(Azurite azurite) : IAsyncLifetime
{
    private const long Tebibyte = 1L << 40;
    private AzureBench bench = null!;

    public async Task InitializeAsync() => bench = await AzureBench.StartAsync(azurite);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [ToolTheory]
    [InlineData(1000, 5000)]
    [InlineData(5000, 1000)]
    public async Task Version_LargerThanALimit_IsNotOfferedAndAsLargeIs(long artifact, long cache)
    {
        bench.Options.MaxArtifactBytes = artifact;
        bench.Options.AzureMl.Cache.MaxBytes = cache;
        await bench.PublishAsync("iris", "1", ("model.onnx", new byte[900]), ("weights.bin", new byte[100]));
        await bench.PublishAsync("iris", "2", ("model.onnx", new byte[900]), ("weights.bin", new byte[101]));

        var problems = (await bench.ListAsync()).Models[0].Versions.ToDictionary(v => v.Version, v => v.Problem);

        Assert.Equal(("", "is larger than 1000 bytes"), (problems["1"], problems["2"]));
    }

    [ToolFact]
    public async Task Version_LargerThanTheDisk_IsRefusedBeforeItIsDownloaded()
    {
        bench.Options.MaxArtifactBytes = bench.Options.AzureMl.Cache.MaxBytes = 8 * Tebibyte;
        // A blob of pages may be long and hold nothing.
        await bench.Container.GetPageBlobClient("huge/1/model.onnx").CreateAsync(4 * Tebibyte);
        bench.Announce("huge", "1", "huge/1");
        var file = (await bench.ListAsync()).Models[0].Versions[0].Files[0];
        var before = bench.Proxy.Passed;

        var exception = await Assert.ThrowsAsync<RegistryUnavailableException>(() => bench.Registry.OpenAsync(file, 0, CancellationToken.None));

        Assert.StartsWith("The disk of the artifact cache is full: ", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, bench.Proxy.Passed);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(bench.CacheFolder, "partial")));
    }

    [ToolFact]
    public async Task Version_MoreFilesThanTheLimit_IsNotOffered()
    {
        bench.Options.MaxFilesPerVersion = 2;
        await bench.PublishAsync("iris", "1", ("model.onnx", [1]), ("a", [1]));
        await bench.PublishAsync("iris", "2", ("model.onnx", [1]), ("a", [1]), ("b", [1]));

        var problems = (await bench.ListAsync()).Models[0].Versions.ToDictionary(v => v.Version, v => v.Problem);

        Assert.Equal(("", "has more than 2 files"), (problems["1"], problems["2"]));
    }
}
