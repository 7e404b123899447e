using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FedMl.Models.Registry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace FedMl.Models.ArtifactCache;

public sealed class DiskCacheTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly ModelsMetrics metrics = new(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()));
    private readonly Dictionary<string, byte[]> source = [];
    private DiskCache cache;
    private int cutAfter = int.MaxValue;

    public DiskCacheTests() => cache = Create();

    public void Dispose()
    {
        cache.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Open_Restarted_ReadsNothingAgain()
    {
        var file = Put("a", 100);
        await ReadAsync(file);
        Restart();

        Assert.Equal(source["a"], await ReadAsync(file));

        Assert.Equal(100, metrics.BytesDownloaded.Value);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(source["a"])), cache.FindSha256(file));
    }

    [Fact]
    public async Task Open_OverTheBound_DropsWhatWasUsedLongestAgo()
    {
        var files = new[] { Put("a", 400), Put("b", 400), Put("c", 400) };
        await ReadAsync(files[0]);
        await ReadAsync(files[1]);
        await ReadAsync(files[0]);
        await ReadAsync(files[2]);

        Assert.Equal(1, metrics.CacheEvictions.Value);
        Assert.Equal(800, metrics.CacheBytes.Value);
        await ReadAsync(files[0]);
        Assert.Equal(1200, metrics.BytesDownloaded.Value);
        await ReadAsync(files[1]);
        Assert.Equal(1600, metrics.BytesDownloaded.Value);
        Assert.InRange(ContentBytes(), 1, 1000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(99)]
    [InlineData(100)]
    public async Task Open_ContentBroken_IsDownloadedAgain(int length)
    {
        var file = Put("a", 100);
        await ReadAsync(file);
        var content = Directory.EnumerateFiles(Path.Combine(folder.Elsewhere, "content")).Single();
        byte[] broken = [.. source["a"].Take(length)];
        if (length == 100)
        {
            broken[50] ^= 1;
        }

        await File.WriteAllBytesAsync(content, broken);

        Assert.Equal(source["a"], await ReadAsync(file));
        Assert.Equal(1, metrics.CacheHealed.Value);
    }

    [Fact]
    public async Task Open_ContentDeletedOrDigestTampered_IsDownloadedAgain()
    {
        var file = Put("a", 100);
        await ReadAsync(file);
        File.Delete(Directory.EnumerateFiles(Path.Combine(folder.Elsewhere, "content")).Single());
        Assert.Equal(source["a"], await ReadAsync(file));

        await File.WriteAllTextAsync(Directory.EnumerateFiles(Path.Combine(folder.Elsewhere, "known")).Single(), new string('0', 64) + " " + new string('0', 64));
        Restart();
        Assert.Null(cache.FindSha256(file));
        Assert.Equal(source["a"], await ReadAsync(file));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_CutDownload_GoesOnUnlessTheBytesAreNotThoseOfTheMark(bool isTampered)
    {
        var file = Put("a", 100);
        cutAfter = 60;
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => ReadAsync(file));
        var partial = Directory.EnumerateFiles(Path.Combine(folder.Elsewhere, "partial")).Single(path => !path.EndsWith(".mark", StringComparison.Ordinal));
        if (isTampered)
        {
            var bytes = await File.ReadAllBytesAsync(partial);
            bytes[3] ^= 1;
            await File.WriteAllBytesAsync(partial, bytes);
        }

        Restart();
        cutAfter = int.MaxValue;

        Assert.Equal(source["a"], await ReadAsync(file));
        Assert.Equal(isTampered ? 160 : 100, metrics.BytesDownloaded.Value);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder.Elsewhere, "partial")));
    }

    [Fact]
    public async Task Open_OtherBytesThanBefore_IsCorrupt()
    {
        var file = Put("a", 100);
        await ReadAsync(file);
        File.Delete(Directory.EnumerateFiles(Path.Combine(folder.Elsewhere, "content")).Single());
        source["a"][7] ^= 1;

        await Assert.ThrowsAsync<ArtifactCorruptException>(() => ReadAsync(file));
    }

    [Fact]
    public async Task Keep_FilesNotListed_AreForgotten()
    {
        var (kept, gone) = (Put("a", 10), Put("b", 10));
        await ReadAsync(kept);
        await ReadAsync(gone);

        cache.Keep(new HashSet<string> { kept.Key });

        Assert.NotNull(cache.FindSha256(kept));
        Assert.Null(cache.FindSha256(gone));
    }

    [Fact]
    public void Create_FolderOfAnotherProcessOrNone_DoesNotStart()
    {
        Assert.Throws<OptionsValidationException>(Create);
        File.WriteAllText(Path.Combine(folder.Elsewhere, "file"), "");
        Assert.Throws<OptionsValidationException>(() => Create(Path.Combine(folder.Elsewhere, "file", "below")));
    }

    private DiskCache Create() => Create(folder.Elsewhere);

    private DiskCache Create(string path) =>
        new(new CacheOptions { Folder = path, MaxBytes = 1000 }, time, metrics, NullLogger<DiskCache>.Instance);

    private void Restart()
    {
        cache.Dispose();
        cache = Create();
    }

    private CachedFile Put(string name, int size)
    {
        source[name] = RandomNumberGenerator.GetBytes(size);
        return new CachedFile(new RegistryFile("m", "1", name, size, "etag"), name, null);
    }

    private async Task<byte[]> ReadAsync(CachedFile file)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        using var bytes = new MemoryStream();
        await using var stream = await cache.OpenAsync(file, 0, (from, ended) => DownloadAsync(file.Source, from, ended), default);
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> DownloadAsync(string name, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var at = (int)from; at < source[name].Length; at += 20)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (at >= cutAfter)
            {
                throw new IOException("The connection has ended.");
            }

            yield return source[name].AsMemory(at, Math.Min(20, source[name].Length - at));
        }
    }

    private long ContentBytes() => new DirectoryInfo(Path.Combine(folder.Elsewhere, "content")).EnumerateFiles().Sum(file => file.Length);
}
