using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using FedMl.Models.Records;
using FedMl.Models.Registry;
using FedMl.Models.Tools;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace FedMl.Models.ArtifactCache;

/// <summary>Disks that are really full, in the middle of a file.</summary>
public sealed class FullDiskTests
{
    private const int Piece = 4096;

    private readonly byte[] bytes = RandomNumberGenerator.GetBytes(50 * Piece);

    [SmallDiskFact]
    public async Task Open_DiskFillsUpMeanwhile_LeavesNothingHalfAndIsReadWhenThereIsRoom()
    {
        using var disk = new SmallDisk(512);
        using var cache = new DiskCache(
            new CacheOptions { Folder = disk.Folder, MaxBytes = 1024 * 1024 }, new FakeTimeProvider(), new ModelsMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry())), NullLogger<DiskCache>.Instance);
        var file = new CachedFile(new RegistryFile("m", "1", "model.onnx", bytes.Length, "etag"), "model.onnx", null);

        // Somebody else takes the room that was there when the download began.
        var exception = await Assert.ThrowsAsync<RegistryUnavailableException>(() => cache.OpenAsync(file, 0, (from, ended) => DownloadAsync(from, () => disk.Fill(), ended), default));

        Assert.StartsWith("The disk of the artifact cache is full", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(disk.Folder, "partial")));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(disk.Folder, "content")));
        Assert.Null(cache.FindSha256(file));

        disk.Free();
        using var read = new MemoryStream();
        await using var stream = await cache.OpenAsync(file, 0, (from, ended) => DownloadAsync(from, () => { }, ended), default);
        await stream.CopyToAsync(read);
        Assert.Equal(bytes, read.ToArray());
    }

    [SmallDiskFact]
    public async Task Put_OfARecordOnAFullDisk_IsUnavailableAndTheOldOneStays()
    {
        using var disk = new SmallDisk(256);
        using var records = new FileRecords(disk.Folder);
        var etag = await records.PutAsync("a/b", Encoding.UTF8.GetBytes("old"), null, default);
        disk.Fill(but: 2 * Piece);

        await Assert.ThrowsAsync<RecordsUnavailableException>(() => records.PutAsync("a/b", bytes.AsMemory(0, 10 * Piece), etag, default));

        Assert.Equal("old", Encoding.UTF8.GetString((await records.GetAsync("a/b", default))!.Value.Span));
        Assert.Empty(Directory.EnumerateFiles(disk.Folder, "*.tmp", SearchOption.AllDirectories));
        disk.Free();
        Assert.NotNull(await records.PutAsync("a/b", bytes.AsMemory(0, 10 * Piece), etag, default));
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> DownloadAsync(long from, Action atHalf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var at = (int)from; at < bytes.Length; at += Piece)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            if (at == bytes.Length / 2)
            {
                atHalf();
            }

            yield return bytes.AsMemory(at, Piece);
        }
    }
}
