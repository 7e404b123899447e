using System.Text;

namespace FedMl.Models.Records;

public sealed class FileRecordsTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly FileRecords records;

    public FileRecordsTests() => records = new FileRecords(folder.Elsewhere);

    public void Dispose()
    {
        records.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Put_WithTheETagThatWasRead_ReplacesAndChangesTheETag()
    {
        var first = await PutAsync("a/b", "one", null);
        var second = await PutAsync("a/b", "two", first);

        var read = await records.GetAsync("a/b", CancellationToken.None);
        Assert.Equal(("two", second), (Text(read), read?.ETag));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Put_WithAnotherETag_ChangesNothing()
    {
        var first = await PutAsync("a/b", "one", null);
        await PutAsync("a/b", "two", first);

        Assert.Null(await PutAsync("a/b", "three", null));
        Assert.Null(await PutAsync("a/b", "three", first));
        Assert.Null(await PutAsync("a/c", "three", first));
        Assert.Equal("two", Text(await records.GetAsync("a/b", CancellationToken.None)));
    }

    [Fact]
    public async Task Get_OfNothing_IsNull() => Assert.Null(await records.GetAsync("a/b", CancellationToken.None));

    [Fact]
    public async Task List_OfAPrefix_TellsItsKeysOnly()
    {
        Assert.Empty(await records.ListAsync("a/", CancellationToken.None));
        await PutAsync("a/c", "", null);
        await PutAsync("a/b", "", null);
        await PutAsync("a/b/d", "", null);
        await PutAsync("ab/e", "", null);
        File.WriteAllText(Path.Combine(folder.Elsewhere, "a", "b.record.123.tmp"), "half");

        Assert.Equal(["a/b", "a/c"], await records.ListAsync("a/", CancellationToken.None));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Put_AtTheLimit_PassesAndOneByteMoreDoesNot(int more, bool passes)
    {
        var put = records.PutAsync("a", new byte[Record.MaxBytes + more], null, CancellationToken.None);

        Assert.Equal(passes, await FailureOfAsync(put) is null);
        Assert.Equal(passes, await records.GetAsync("a", CancellationToken.None) is not null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("\nx")]
    [InlineData("1x\n{}")]
    [InlineData("123456789012345678901\n{}")]
    public async Task Get_OfWhatIsNoRecord_IsCorrupt(string text)
    {
        File.WriteAllText(Path.Combine(folder.Elsewhere, "a.record"), text);

        await Assert.ThrowsAsync<RecordCorruptException>(() => records.GetAsync("a", CancellationToken.None));
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("a/../b")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a\\b")]
    [InlineData("")]
    [InlineData("a/b/c/d/e")]
    public async Task Any_OfAKeyThatIsNone_IsABug(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => records.GetAsync(key, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => records.PutAsync(key, default, null, CancellationToken.None));
    }

    [Fact]
    public async Task Put_IntoAFolderThatIsAFile_IsUnavailable()
    {
        File.WriteAllText(Path.Combine(folder.Elsewhere, "a"), "");

        await Assert.ThrowsAsync<RecordsUnavailableException>(() => PutAsync("a/b", "x", null));
    }

    [Fact]
    public async Task Put_ByRacingWriters_LosesNoWrite()
    {
        // Two stores on one folder, as two processes have them.
        using var other = new FileRecords(folder.Elsewhere);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => AddAsync(i % 2 == 0 ? records : other, 25))));

        var read = await records.GetAsync("count", CancellationToken.None);
        Assert.Equal(("200", "200"), (Text(read), read!.ETag));
    }

    private static async Task AddAsync(FileRecords store, int times)
    {
        for (var done = 0; done < times;)
        {
            var read = await store.GetAsync("count", CancellationToken.None);
            var next = read is null ? 1 : int.Parse(Text(read)!, System.Globalization.CultureInfo.InvariantCulture) + 1;
            done += await store.PutAsync("count", Encoding.UTF8.GetBytes($"{next}"), read?.ETag, CancellationToken.None) is null ? 0 : 1;
        }
    }

    private static async Task<Exception?> FailureOfAsync(Task task) => await Xunit.Record.ExceptionAsync(() => task);

    private Task<string?> PutAsync(string key, string value, string? etag) => records.PutAsync(key, Encoding.UTF8.GetBytes(value), etag, CancellationToken.None);

    private static string? Text(Record? record) => record is null ? null : Encoding.UTF8.GetString(record.Value.Span);
}
