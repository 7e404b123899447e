using System.Security.Cryptography;
using System.Text;
using FedMl.Models.Registry;

namespace FedMl.Models.Catalog;

public sealed class RegistrySyncTests : IDisposable
{
    private readonly CatalogBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Step_Version_IsOfferedWithHashesAndDigest()
    {
        bench.Folder.Write("iris/1/model.onnx", "abc");
        bench.Folder.Write("iris/1/a/empty", "");
        await bench.SyncAsync();

        var version = bench.Version("iris", "1");

        const string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        const string none = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        Assert.Equal([("a/empty", none), ("model.onnx", abc)], version.Files.Select(f => (f.Path, f.Sha256)));
        var lines = $"{abc}  model.onnx\n{none}  a/empty\n";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))), version.Digest);
        Assert.NotNull(version.PublishedAt);
    }

    [Fact]
    public async Task Step_Versions_AreInNaturalOrder()
    {
        foreach (var version in new[] { "10", "2", "1" })
        {
            bench.Folder.Write($"iris/{version}/model.onnx", "x");
        }

        await bench.SyncAsync();

        Assert.Equal(["1", "2", "10"], bench.Catalog.Models["iris"].Versions.Select(v => v.Version));
    }

    [Fact]
    public async Task Step_BrokenVersion_IsListedAndReportedOnce()
    {
        bench.Folder.Write("iris/1/model.onnx", "x");
        bench.Folder.Write("iris/2/readme.md", "x");
        await bench.SyncAsync();
        await bench.SyncAsync();

        Assert.Equal(["", "has no model.onnx"], bench.Catalog.Models["iris"].Versions.Select(v => v.Problem));
        Assert.Equal("Left out of the registry: Version iris 2 has no model.onnx", Assert.Single(bench.Log.Warnings));
        Assert.Contains("fedml_registry_faults{kind=\"version\"} 1\n", await ExportedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_UnreadableFile_IsAProblemOfItsVersionAlone()
    {
        using var broken = new CatalogBench(opened: file =>
        {
            if (file.Version == "2")
            {
                throw new IOException("disk error");
            }
        });
        broken.Folder.Write("iris/1/model.onnx", "x");
        broken.Folder.Write("iris/2/model.onnx", "x");
        await broken.SyncAsync();

        var versions = broken.Catalog.Models["iris"].Versions;
        Assert.Equal([("1", "", 1), ("2", "model.onnx cannot be read", 0)], versions.Select(v => (v.Version, v.Problem, v.Files.Count)));
    }

    [Fact]
    public async Task Step_FilesChange_OffersANewDigest()
    {
        bench.Folder.Write("iris/1/model.onnx", "old");
        await bench.SyncAsync();
        var old = bench.Version("iris", "1").Digest;

        bench.Folder.Write("iris/1/model.onnx", "new");
        await bench.StepAsync();
        Assert.Equal(old, bench.Version("iris", "1").Digest);
        bench.Time.Advance(bench.Limits.Settle);
        await bench.StepAsync();

        Assert.NotEqual(old, bench.Version("iris", "1").Digest);
    }

    [Fact]
    public async Task Step_AliasToAMissingVersion_StaysWhereItWasUntilItIsThere()
    {
        bench.Folder.Write("iris/1/model.onnx", "x");
        bench.Folder.Write("iris/aliases.yaml", "champion: 1");
        await bench.SyncAsync();
        bench.Folder.Write("iris/aliases.yaml", "champion: 2\nchallenger: 2");
        await bench.SyncAsync();

        Assert.Equal("1", bench.Catalog.Resolve("iris", "champion"));
        Assert.Throws<AliasNotFoundException>(() => bench.Catalog.Resolve("iris", "challenger"));
        Assert.Contains(bench.Log.Warnings, w => w.EndsWith("iris champion names version 2, which does not exist; it stays at 1", StringComparison.Ordinal));

        bench.Folder.Write("iris/2/model.onnx", "x");
        await bench.SyncAsync();
        Assert.Equal("2", bench.Catalog.Resolve("iris", "champion"));
        Assert.Equal("2", bench.Catalog.Resolve("iris", "challenger"));
    }

    [Fact]
    public async Task Step_AliasToABrokenVersion_StaysWhereItWas()
    {
        bench.Folder.Write("iris/1/model.onnx", "x");
        bench.Folder.Write("iris/2/readme.md", "x");
        bench.Folder.Write("iris/aliases.yaml", "champion: 1");
        await bench.SyncAsync();
        bench.Folder.Write("iris/aliases.yaml", "champion: 2");
        await bench.SyncAsync();

        Assert.Equal("1", bench.Catalog.Resolve("iris", "champion"));
    }

    [Fact]
    public async Task Step_FirstPicture_IsNotShownBeforeItIsWhole()
    {
        bench.Folder.Write("iris/1/model.onnx", "x");
        Assert.Throws<RegistryUnavailableException>(() => bench.Catalog.Models);

        await bench.StepAsync();

        Assert.Single(bench.Catalog.Models);
    }

    [Fact]
    public async Task Run_RegistryGoesAndComesBack_KeepsThePictureAndSaysSo()
    {
        bench.Folder.Write("iris/1/model.onnx", "x");
        await bench.SyncAsync();
        await bench.Sync.StartAsync(CancellationToken.None);
        var hidden = bench.Folder.Models + "-hidden";

        Directory.Move(bench.Folder.Models, hidden);
        await UntilAsync(async () => bench.Log.Warnings.Any() && !(await ExportedAsync()).Contains("stale_seconds 0\n", StringComparison.Ordinal));
        Assert.Single(bench.Catalog.Models);
        Assert.Contains("cannot be read", Assert.Single(bench.Log.Warnings), StringComparison.Ordinal);

        Directory.Move(hidden, bench.Folder.Models);
        await UntilAsync(async () => (await ExportedAsync()).Contains("stale_seconds 0\n", StringComparison.Ordinal));
        Assert.Single(bench.Catalog.Models);
        await bench.Sync.StopAsync(CancellationToken.None);
    }

    /// <summary>Lets time pass until something holds; gives up after a number of turns, not of seconds.</summary>
    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var turn = 0; turn < 100_000; turn++)
        {
            if (await holds())
            {
                return;
            }

            bench.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Fail("It never held.");
    }

    private async Task<string> ExportedAsync()
    {
        using var stream = new MemoryStream();
        await bench.Exported.CollectAndExportAsTextAsync(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
