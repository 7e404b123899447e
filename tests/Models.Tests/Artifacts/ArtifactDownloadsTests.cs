using FedMl.Models.Catalog;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Artifacts;

public sealed class ArtifactDownloadsTests : IDisposable
{
    private readonly CatalogBench bench = new(new ModelsOptions { MaxDownloads = 1, MaxModelCardBytes = 4 });
    private readonly byte[] bytes = new byte[(600 * 1024) + 7];

    public ArtifactDownloadsTests() => new Random(1).NextBytes(bytes);

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData((600 * 1024) + 7)]
    public async Task Read_FromOffset_GivesTheRest(int offset)
    {
        await PublishAsync();

        Assert.Equal(bytes[offset..], await ReadAsync("model.onnx", offset));
    }

    [Fact]
    public async Task Read_EmptyFile_GivesNothing()
    {
        bench.Folder.Write("iris/1/empty", "");
        await PublishAsync();

        Assert.Empty(await ReadAsync("empty", 0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData((600 * 1024) + 8)]
    [InlineData(long.MaxValue)]
    public async Task Read_OffsetOutOfTheFile_IsInvalid(long offset)
    {
        await PublishAsync();

        var exception = await RefusesAsync("model.onnx", offset, ErrorReason.InvalidRequest);

        Assert.Equal("offset", Assert.Single(exception.Faults).Field);
    }

    [Theory]
    [InlineData("../2/model.onnx")]
    [InlineData("/etc/passwd")]
    [InlineData("..\\2\\model.onnx")]
    [InlineData("a/../model.onnx")]
    [InlineData("model.onnx\0")]
    [InlineData("")]
    public async Task Read_PathOutOfForm_IsInvalid(string path)
    {
        await PublishAsync();

        await RefusesAsync(path, 0, ErrorReason.InvalidRequest);
    }

    [Fact]
    public async Task Read_LongPath_IsInvalid()
    {
        await PublishAsync();

        await RefusesAsync(new string('a', 4096), 0, ErrorReason.InvalidRequest);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("%2e%2e/2/model.onnx")]
    [InlineData("MODEL.ONNX")]
    [InlineData("model.onnx/x")]
    public async Task Read_PathThatIsNotListed_IsNotFound(string path)
    {
        await PublishAsync();

        await RefusesAsync(path, 0, ErrorReason.ArtifactNotFound);
    }

    [Fact]
    public async Task Read_HiddenFile_IsNotFoundThoughItIsThere()
    {
        bench.Folder.Write("iris/1/.secret", "x");
        await PublishAsync();

        await RefusesAsync(".secret", 0, ErrorReason.ArtifactNotFound);
    }

    [Fact]
    public async Task Read_SeveralFaults_NamesAll()
    {
        var place = new ArtifactPlace("..", "", "/", -1);

        var exception = await Assert.ThrowsAsync<ServiceException>(() => bench.Downloads.ReadAsync(place, default).ToListAsync().AsTask());

        Assert.Equal(["model", "version", "path", "offset"], exception.Faults.Select(f => f.Field));
    }

    [Fact]
    public async Task Read_FileGrown_IsCorruptAtOnce()
    {
        var path = await PublishAsync();
        await File.AppendAllTextAsync(path, "more");

        await RefusesAsync("model.onnx", 300_000, ErrorReason.ArtifactCorrupt);
    }

    [Fact]
    public async Task Read_OtherBytesUnderTheSameSizeAndTimes_IsCorruptAtTheEnd()
    {
        var path = await PublishAsync();
        var written = File.GetLastWriteTimeUtc(path);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        File.SetLastWriteTimeUtc(path, written);

        await RefusesAsync("model.onnx", 0, ErrorReason.ArtifactCorrupt);
        Assert.Equal(1, bench.Metrics.Corrupt.Value);
    }

    [Fact]
    public async Task Read_OneTooMany_IsRefusedUntilTheOtherEnds()
    {
        await PublishAsync();
        await using (var first = bench.Downloads.ReadAsync(new ArtifactPlace("iris", "1", "model.onnx", 0), default).GetAsyncEnumerator())
        {
            await first.MoveNextAsync();
            await RefusesAsync("model.onnx", 0, ErrorReason.Overloaded);
        }

        Assert.Equal(bytes, await ReadAsync("model.onnx", 0));
    }

    [Fact]
    public async Task Read_RegistryGone_IsUnavailable()
    {
        await PublishAsync();
        Directory.Delete(bench.Folder.Models, recursive: true);

        await RefusesAsync("model.onnx", 0, ErrorReason.RegistryUnavailable);
    }

    [Fact]
    public async Task ModelCard_LongerThanTheLimit_IsCut()
    {
        bench.Folder.Write("iris/1/model-card.md", "# Iris");
        await PublishAsync();

        Assert.Equal("# Ir", await bench.Cards.ReadAsync(bench.Version("iris", "1"), default));
    }

    [Fact]
    public async Task ModelCard_None_IsEmpty()
    {
        await PublishAsync();

        Assert.Equal("", await bench.Cards.ReadAsync(bench.Version("iris", "1"), default));
    }

    [Fact]
    public async Task ModelCard_RegistryGone_IsEmptyAndLogged()
    {
        bench.Folder.Write("iris/1/model-card.md", "# Iris");
        await PublishAsync();
        Directory.Delete(bench.Folder.Models, recursive: true);

        Assert.Equal("", await bench.Cards.ReadAsync(bench.Version("iris", "1"), default));
        Assert.Contains("model card of iris 1", Assert.Single(bench.Log.Warnings), StringComparison.Ordinal);
    }

    private async Task<string> PublishAsync()
    {
        var path = bench.Folder.Write("iris/1/model.onnx", bytes);
        await bench.SyncAsync();
        return path;
    }

    private async Task<byte[]> ReadAsync(string path, long offset)
    {
        var read = new MemoryStream();
        await foreach (var piece in bench.Downloads.ReadAsync(new ArtifactPlace("iris", "1", path, offset), default))
        {
            Assert.Equal(offset + read.Length, piece.Offset);
            Assert.InRange(piece.Data.Length, 1, 1024 * 1024);
            read.Write(piece.Data.Span);
        }

        return read.ToArray();
    }

    private async Task<ServiceException> RefusesAsync(string path, long offset, ErrorReason reason)
    {
        var exception = await Assert.ThrowsAnyAsync<ServiceException>(() => ReadAsync(path, offset));
        Assert.Equal(reason, exception.Reason);
        return exception;
    }
}
