using FedMl.Models.Registry;

namespace FedMl.Models.Folder;

public sealed class FolderRegistryTests : IDisposable
{
    private readonly SettledFolder settled = new(new ModelsOptions
    {
        MaxModels = 3, MaxVersionsPerModel = 2, MaxFilesPerVersion = 4, MaxArtifactBytes = 1000,
    });

    private TempFolder Folder => settled.Folder;

    public void Dispose() => settled.Dispose();

    [Fact]
    public async Task List_StillBeingCopied_IsHeldBackUntilItRests()
    {
        Folder.Write("iris/1/model.onnx", "whole");
        await settled.ListSettledAsync();

        Folder.Write("iris/2/signature.yaml", "inputs: []");
        await ListsAsync("1");
        settled.Time.Advance(settled.Options.Settle / 2);
        Folder.Write("iris/2/model.onnx", "half");
        await ListsAsync("1");
        settled.Time.Advance(settled.Options.Settle / 2);
        Folder.Write("iris/2/model.onnx", "half and half");
        await ListsAsync("1");

        settled.Time.Advance(settled.Options.Settle);
        var model = await ListsAsync("1", "2");

        Assert.Equal(13, model.Versions.Single(v => v.Version == "2").Files.Single(f => f.Path == "model.onnx").SizeBytes);
    }

    [Fact]
    public async Task List_PublishedVersionChanges_IsListedAsBeforeUntilItRests()
    {
        Folder.Write("iris/1/model.onnx", "old");
        var old = (await settled.ListSettledAsync()).Models[0].Versions[0];

        Folder.Write("iris/1/model.onnx", "brand-new");

        Assert.Equal(old.Files, (await settled.ListAsync()).Models[0].Versions[0].Files);
        settled.Time.Advance(settled.Options.Settle);
        Assert.Equal(9, (await settled.ListAsync()).Models[0].Versions[0].Files[0].SizeBytes);
    }

    [Fact]
    public async Task List_MovedIntoPlace_IsListedOneSettleTimeLater()
    {
        await settled.ListSettledAsync();
        var prepared = Directory.CreateDirectory(Path.Combine(Folder.Elsewhere, "1"));
        File.WriteAllText(Path.Combine(prepared.FullName, "model.onnx"), "x");
        Directory.CreateDirectory(Path.Combine(Folder.Models, "iris"));
        prepared.MoveTo(Path.Combine(Folder.Models, "iris", "1"));

        Assert.Empty((await settled.ListAsync()).Models.SelectMany(m => m.Versions));
        settled.Time.Advance(settled.Options.Settle);
        Assert.Single((await settled.ListAsync()).Models.SelectMany(m => m.Versions));
    }

    [Fact]
    public async Task List_AtRestBeforeTheFirstLook_IsListedAtOnce()
    {
        var path = Folder.Write("iris/1/model.onnx", "x");
        Folder.Write("iris/aliases.yaml", "champion: 1");
        Folder.Write("iris/2/readme.md", "x");
        settled.Time.SetUtcNow(File.GetLastWriteTimeUtc(path) + TimeSpan.FromHours(1));

        var listing = settled.Registry.ListAsync(CancellationToken.None);

        Assert.True(listing.IsCompleted);
        var model = Assert.Single((await listing).Models);
        Assert.Equal(["", "has no model.onnx"], model.Versions.OrderBy(v => v.Version).Select(v => v.Problem));
        Assert.Equal("1", model.Aliases["champion"]);
    }

    [Fact]
    public async Task List_WrittenToJustBeforeTheFirstLook_IsWaitedFor()
    {
        var path = Folder.Write("iris/1/model.onnx", "x");
        settled.Time.SetUtcNow(File.GetLastWriteTimeUtc(path) + TimeSpan.FromHours(1));
        File.SetLastWriteTimeUtc(path, settled.Time.GetUtcNow().UtcDateTime - (settled.Options.Settle / 2));

        var listing = settled.Registry.ListAsync(CancellationToken.None);
        Assert.False(listing.IsCompleted);
        settled.Time.Advance((settled.Options.Settle / 2) + TimeSpan.FromMilliseconds(10));

        Assert.Single((await listing).Models.SelectMany(m => m.Versions));
    }

    [Fact]
    public async Task List_OldTimesAfterTheFirstLook_AreNoProofOfRest()
    {
        await settled.ListSettledAsync();
        var path = Folder.Write("iris/1/model.onnx", "copied with its times");
        settled.Time.SetUtcNow(File.GetLastWriteTimeUtc(path) + TimeSpan.FromHours(1));

        Assert.Empty((await settled.ListAsync()).Models.SelectMany(m => m.Versions));
    }

    [Fact]
    public async Task List_MoreVersionsThanTheLimit_KeepsThoseThatAnAliasNames()
    {
        foreach (var version in new[] { "1", "2", "10" })
        {
            Folder.Write($"iris/{version}/model.onnx", "x");
        }

        Folder.Write("iris/aliases.yaml", "champion: 1");
        await settled.ListSettledAsync();

        await ListsAsync("1", "10");
    }

    [Fact]
    public async Task List_NamesThatAreNotAllowed_AreLeftOutAndReported()
    {
        Folder.Write("iris/1/model.onnx", "x");
        Folder.Write("not allowed/1/model.onnx", "x");
        Folder.Write("iris/~2/model.onnx", "x");
        Folder.Write("iris/.3/model.onnx", "x");
        Folder.Write("iris/4.tmp/model.onnx", "x");
        Folder.Write("iris/5.partial/model.onnx", "x");
        Folder.Write(".git/1/model.onnx", "x");
        Folder.Write("README.md", "x");

        var listing = await settled.ListSettledAsync();

        Assert.Equal("1", Assert.Single(Assert.Single(listing.Models).Versions).Version);
        Assert.Equal(
            [(FaultKind.Model, "not allowed"), (FaultKind.Version, "iris ~2")],
            listing.Faults.Select(f => (f.Kind, f.Subject)).OrderBy(f => f.Kind));
    }

    [Fact]
    public async Task List_LinkAnywhere_IsNotFollowed()
    {
        var secret = Path.Combine(Folder.Elsewhere, "secret");
        File.WriteAllText(secret, "secret");
        Folder.Write("iris/1/model.onnx", "x");
        File.CreateSymbolicLink(Path.Combine(Folder.Models, "iris/1/weights.bin"), secret);
        Folder.Write("iris/2/model.onnx", "x");
        Directory.CreateSymbolicLink(Path.Combine(Folder.Models, "iris/2/more"), Folder.Elsewhere);
        Folder.Write("other/1/model.onnx", "x");
        Directory.CreateSymbolicLink(Path.Combine(Folder.Models, "other/2"), Path.Combine(Folder.Models, "other/1"));
        Directory.CreateSymbolicLink(Path.Combine(Folder.Models, "linked"), Path.Combine(Folder.Models, "other"));

        var listing = await settled.ListSettledAsync();

        var problems = listing.Models.SelectMany(m => m.Versions.Select(v => (m.Name, v.Version, v.Problem, v.Files.Count))).Order();
        Assert.Equal(
            [("iris", "1", "weights.bin is a link", 0), ("iris", "2", "more is a link", 0), ("other", "1", "", 1), ("other", "2", "is a link", 0)],
            problems);
        Assert.Equal((FaultKind.Model, "linked"), listing.Faults.Select(f => (f.Kind, f.Subject)).Single());
    }

    [Fact]
    public async Task List_OverALimit_LeavesOutAndReports()
    {
        for (var n = 1; n <= 4; n++)
        {
            Folder.Write($"model{n}/1/model.onnx", "x");
        }

        Folder.Write("model1/2/model.onnx", new byte[1001]);
        Folder.Write("model1/10/model.onnx", "x");
        for (var n = 1; n <= 4; n++)
        {
            Folder.Write($"model1/10/{n}.bin", "x");
        }

        var listing = await settled.ListSettledAsync();

        Assert.Equal(["model1", "model2", "model3"], listing.Models.Select(m => m.Name));
        Assert.Equal(
            [("10", "has more than 4 files"), ("2", "is larger than 1000 bytes")],
            listing.Models[0].Versions.Select(v => (v.Version, v.Problem)));
        Assert.Equal(
            ["4 models; only 3 are listed", "3 versions; only 2 are listed"],
            listing.Faults.Where(f => f.Kind == FaultKind.Limit).Select(f => f.Text));
    }

    [Fact]
    public async Task List_FileNamesThatAreNotAllowed_AreAProblem()
    {
        Folder.Write("iris/1/model.onnx", "x");
        Folder.Write("iris/1/a\nb", "x");

        Assert.Equal("has a file whose name is not allowed", (await settled.ListSettledAsync()).Models[0].Versions[0].Problem);
    }

    [Fact]
    public async Task List_AliasFileBecomesFaulty_KeepsTheLastGoodOne()
    {
        Folder.Write("iris/1/model.onnx", "x");
        Folder.Write("iris/aliases.yaml", "champion: 1");
        await settled.ListSettledAsync();

        Folder.Write("iris/aliases.yaml", "champion: [1");
        var listing = await settled.ListSettledAsync();

        Assert.Equal("1", listing.Models[0].Aliases["champion"]);
        Assert.Equal((FaultKind.Alias, "iris aliases.yaml"), listing.Faults.Select(f => (f.Kind, f.Subject)).Single());
    }

    [Fact]
    public async Task List_AliasFileHalfWritten_KeepsTheLastGoodOneUntilItRests()
    {
        Folder.Write("iris/1/model.onnx", "x");
        Folder.Write("iris/aliases.yaml", "champion: 1");
        await settled.ListSettledAsync();

        Folder.Write("iris/aliases.yaml", "");
        Assert.Equal("1", (await settled.ListAsync()).Models[0].Aliases["champion"]);

        Folder.Write("iris/aliases.yaml", "champion: 2");
        Assert.Equal("2", (await settled.ListSettledAsync()).Models[0].Aliases["champion"]);
    }

    [Fact]
    public async Task List_AliasFileIsALink_IsNotFollowed()
    {
        var elsewhere = Path.Combine(Folder.Elsewhere, "aliases.yaml");
        File.WriteAllText(elsewhere, "champion: 1");
        Folder.Write("iris/1/model.onnx", "x");
        File.CreateSymbolicLink(Path.Combine(Folder.Models, "iris/aliases.yaml"), elsewhere);

        var listing = await settled.ListSettledAsync();

        Assert.Empty(listing.Models[0].Aliases);
        Assert.Equal("is a link", Assert.Single(listing.Faults).Text);
    }

    [Fact]
    public async Task Open_FolderReplacedByALink_IsCorrupt()
    {
        var path = Folder.Write("iris/1/model.onnx", "x");
        var file = (await settled.ListSettledAsync()).Models[0].Versions[0].Files[0];

        // The very same file, with the very same times: only the way to it has become a link.
        var moved = Path.Combine(Folder.Elsewhere, "iris");
        Directory.Move(Path.Combine(Folder.Models, "iris"), moved);
        Directory.CreateSymbolicLink(Path.Combine(Folder.Models, "iris"), moved);
        Assert.True(File.Exists(path));

        await Assert.ThrowsAsync<ArtifactCorruptException>(() => settled.Registry.OpenAsync(file, 0, CancellationToken.None));
    }

    [Fact]
    public async Task WaitForChange_NothingHappens_EndsAfterTheRescanTime()
    {
        await settled.ListSettledAsync();

        var wait = settled.Registry.WaitForChangeAsync(CancellationToken.None);
        settled.Time.Advance(settled.Options.Rescan - TimeSpan.FromMilliseconds(1));
        Assert.False(wait.IsCompleted);
        settled.Time.Advance(TimeSpan.FromMilliseconds(1));

        await wait;
    }

    [Fact]
    public async Task WaitForChange_SomethingSettles_EndsWhenItDoes()
    {
        await settled.ListSettledAsync();
        Folder.Write("iris/aliases.yaml", ""); // Announced before the wait below; whether it is seen in time does not matter.
        Folder.Write("iris/1/model.onnx", "x");
        await settled.ListAsync();

        var wait = settled.Registry.WaitForChangeAsync(CancellationToken.None);
        settled.Time.Advance(settled.Options.Settle + TimeSpan.FromMilliseconds(10));
        await wait;

        Assert.Single((await settled.ListAsync()).Models.SelectMany(m => m.Versions));
    }

    [Fact]
    public async Task WaitForChange_SettledLongAgo_LooksAgainAtOnce()
    {
        await settled.ListSettledAsync();
        Folder.Write("iris/1/model.onnx", "x");
        await settled.ListAsync();
        settled.Time.Advance(TimeSpan.FromMinutes(1)); // Hashing something large, say.

        var wait = settled.Registry.WaitForChangeAsync(CancellationToken.None);
        settled.Time.Advance(TimeSpan.FromMilliseconds(200)); // The shortest wait, or a hint and its burst.

        await wait;
    }

    private async Task<RegistryModel> ListsAsync(params string[] versions)
    {
        var model = Assert.Single((await settled.ListAsync()).Models);
        Assert.Equal(versions, model.Versions.Select(v => v.Version).Order(StringComparer.Ordinal));
        return model;
    }
}
