using FedMl.Models.Catalog;
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
    public async Task Add_LargeFile_IsHashedBesideThoseThatComeLater()
    {
        settled.Folder.Write("iris/1/model.onnx", "the large one");
        using var isRead = new ManualResetEventSlim();
        var hashes = Hashes(file =>
        {
            if (file.Version == "1")
            {
                isRead.Wait();
            }
        });
        var first = await settled.ListSettledAsync();
        Assert.True(await TurnAsync(hashes, first));

        settled.Folder.Write("iris/2/model.onnx", "small");
        var second = await settled.ListSettledAsync();
        var files = second.Models[0].Versions.Select(v => v.Files[0]).OrderBy(f => f.Version, StringComparer.Ordinal).ToArray();
        while (hashes.Find(files[1]) is null)
        {
            Assert.True(await TurnAsync(hashes, second));
        }

        Assert.Null(hashes.Find(files[0]));
        isRead.Set();
        Assert.False(await hashes.AddAsync(second, default));
        Assert.NotNull(hashes.Find(files[0]));
    }

    [Fact]
    public async Task Add_FileGoneWhileItIsHashed_IsForgotten()
    {
        settled.Folder.Write("iris/1/model.onnx", "the large one");
        using var isRead = new ManualResetEventSlim();
        var hashes = Hashes(_ => isRead.Wait());
        var listing = await settled.ListSettledAsync();
        Assert.True(await TurnAsync(hashes, listing));

        Assert.False(await hashes.AddAsync(new RegistryListing([], []), default));
        isRead.Set();
        Assert.False(await hashes.AddAsync(new RegistryListing([], []), default));
        Assert.Null(hashes.Find(listing.Models[0].Versions[0].Files[0]));
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

    /// <summary>One turn, which ends though a file is still being hashed.</summary>
    private async Task<bool> TurnAsync(ArtifactHashes hashes, RegistryListing listing)
    {
        var turn = hashes.AddAsync(listing, default);
        settled.Time.Advance(TimeSpan.FromSeconds(1));
        return await turn;
    }

    private ArtifactHashes Hashes(Action<RegistryFile> opened) =>
        new(new DisturbedRegistry(settled.Registry, opened), new WantedVersions(settled.Registry), settled.Time, NullLogger<ArtifactHashes>.Instance);
}
