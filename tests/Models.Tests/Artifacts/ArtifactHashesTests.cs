using FedMl.Models.Folder;
using FedMl.Models.Registry;
using Microsoft.Extensions.Logging.Abstractions;

namespace FedMl.Models.Artifacts;

public sealed class ArtifactHashesTests : IDisposable
{
    private readonly SettledFolder settled = new();

    public void Dispose() => settled.Dispose();

    [Fact]
    public async Task Add_FileWrittenToWhileItIsRead_HasNoHash()
    {
        var path = settled.Folder.Write("iris/1/model.onnx", "0123456789");
        var listing = await settled.ListSettledAsync();
        var hashes = Hashes(_ => File.WriteAllText(path, "9876543210"));

        Assert.False(await hashes.AddAsync(listing, default));

        Assert.Null(hashes.Find(listing.Models[0].Versions[0].Files[0]));
    }

    [Fact]
    public async Task Add_HashedBefore_IsNotReadAgain()
    {
        settled.Folder.Write("iris/1/model.onnx", "x");
        var read = 0;
        var hashes = Hashes(_ => read++);

        await hashes.AddAsync(await settled.ListSettledAsync(), default);
        var first = read;
        await hashes.AddAsync(await settled.ListSettledAsync(), default);

        Assert.Equal(first, read);
    }

    [Fact]
    public async Task Add_MoreThanOneTurnsWork_LeavesTheLargeOneForTheNext()
    {
        settled.Folder.Write("iris/1/model.onnx", "small");
        settled.Folder.Write("iris/2/model.onnx", "the larger one");
        var listing = await settled.ListSettledAsync();
        var hashes = Hashes(_ => settled.Time.Advance(TimeSpan.FromSeconds(1)));
        var files = listing.Models[0].Versions.Select(v => v.Files[0]).OrderBy(f => f.SizeBytes).ToArray();

        Assert.True(await hashes.AddAsync(listing, default));
        Assert.Equal([true, false], files.Select(f => hashes.Find(f) is not null));
        Assert.False(await hashes.AddAsync(listing, default));
        Assert.Equal([true, true], files.Select(f => hashes.Find(f) is not null));
    }

    [Fact]
    public async Task Add_UnreadableFile_IsTriedAgain()
    {
        settled.Folder.Write("iris/1/model.onnx", "x");
        var listing = await settled.ListSettledAsync();
        var file = listing.Models[0].Versions[0].Files[0];
        var isBroken = true;
        var hashes = Hashes(_ =>
        {
            if (isBroken)
            {
                throw new RegistryUnavailableException("disk error");
            }
        });

        await hashes.AddAsync(listing, default);
        Assert.True(hashes.IsUnreadable(file));

        isBroken = false;
        await hashes.AddAsync(listing, default);
        Assert.False(hashes.IsUnreadable(file));
        Assert.NotNull(hashes.Find(file));
    }

    private ArtifactHashes Hashes(Action<RegistryFile> opened) =>
        new(new DisturbedRegistry(settled.Registry, opened), settled.Time, NullLogger<ArtifactHashes>.Instance);
}
