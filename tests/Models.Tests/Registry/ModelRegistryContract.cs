using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Registry;

/// <summary>What every registry must do alike; each adapter's tests derive from it.</summary>
public abstract class ModelRegistryContract
{
    private protected abstract IModelRegistry Registry { get; }

    /// <summary>Publishes a version with these files, whole and at once.</summary>
    private protected abstract void Publish(string model, string version, params (string Path, string Text)[] files);

    private protected abstract void Remove(string model, string version);

    private protected abstract void SetAliases(string model, params (string Alias, string Version)[] aliases);

    /// <summary>Makes the registry unreadable.</summary>
    private protected abstract void Break();

    /// <summary>Lists once everything that was published before has had its time to show.</summary>
    private protected abstract Task<RegistryListing> ListSettledAsync();

    [Fact]
    public async Task List_EmptyRegistry_HasNothing() => Assert.Empty((await ListSettledAsync()).Models);

    [Fact]
    public async Task List_PublishedVersions_HasTheirFilesWithSizes()
    {
        Publish("iris", "1", ("model.onnx", "four"), ("weights/layer.bin", "seventy"));
        Publish("iris", "2", ("model.onnx", ""));

        var model = Assert.Single((await ListSettledAsync()).Models);

        Assert.Equal("iris", model.Name);
        Assert.Equal(["1", "2"], model.Versions.Select(v => v.Version).Order(StringComparer.Ordinal));
        var files = model.Versions.Single(v => v.Version == "1").Files;
        Assert.Equal(
            [("model.onnx", 4L), ("weights/layer.bin", 7L)],
            files.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => (f.Path, f.SizeBytes)));
        Assert.All(files, f => Assert.Equal(("iris", "1"), (f.Model, f.Version)));
    }

    [Fact]
    public async Task List_NothingChanged_IsEqualFileByFile()
    {
        Publish("iris", "1", ("model.onnx", "x"));

        var first = (await ListSettledAsync()).Models[0].Versions[0].Files;
        var second = (await ListSettledAsync()).Models[0].Versions[0].Files;

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task List_RemovedVersion_IsGone()
    {
        Publish("iris", "1", ("model.onnx", "x"));
        Publish("iris", "2", ("model.onnx", "x"));
        await ListSettledAsync();

        Remove("iris", "1");

        Assert.Equal("2", Assert.Single(Assert.Single((await ListSettledAsync()).Models).Versions).Version);
    }

    [Fact]
    public async Task List_Aliases_AreAsDeclared()
    {
        Publish("iris", "1", ("model.onnx", "x"));
        SetAliases("iris", ("champion", "1"), ("challenger", "9"));

        var aliases = (await ListSettledAsync()).Models[0].Aliases;

        Assert.Equal(("1", "9"), (aliases["champion"], aliases["challenger"]));
    }

    [Fact]
    public async Task List_VersionWithoutModel_HasAProblem()
    {
        Publish("iris", "1", ("readme.md", "x"));
        Publish("iris", "2", ("model.onnx", "x"));

        var versions = (await ListSettledAsync()).Models[0].Versions;

        var broken = versions.Single(v => v.Version == "1");
        Assert.Equal("has no model.onnx", broken.Problem);
        Assert.Empty(broken.Files);
        Assert.Equal("", versions.Single(v => v.Version == "2").Problem);
    }

    [Theory]
    [InlineData(0, "0123456789")]
    [InlineData(4, "456789")]
    [InlineData(10, "")]
    public async Task Open_Offset_ReadsFromThere(long offset, string expected)
    {
        Publish("iris", "1", ("model.onnx", "0123456789"));
        var file = (await ListSettledAsync()).Models[0].Versions[0].Files[0];

        await using var stream = await Registry.OpenAsync(file, offset, CancellationToken.None);
        using var reader = new StreamReader(stream, Encoding.UTF8);

        Assert.Equal(expected, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Open_FileChangedOrGone_IsCorrupt()
    {
        Publish("iris", "1", ("model.onnx", "old"));
        Publish("iris", "2", ("model.onnx", "old"));
        var files = (await ListSettledAsync()).Models[0].Versions.ToDictionary(v => v.Version, v => v.Files[0]);

        Publish("iris", "1", ("model.onnx", "new bytes"));
        Remove("iris", "2");

        await RefusesAsync(files["1"], ErrorReason.ArtifactCorrupt);
        await RefusesAsync(files["2"], ErrorReason.ArtifactCorrupt);
    }

    [Fact]
    public async Task ListAndOpen_RegistryBroken_AreUnavailable()
    {
        Publish("iris", "1", ("model.onnx", "x"));
        var file = (await ListSettledAsync()).Models[0].Versions[0].Files[0];

        Break();

        await Assert.ThrowsAsync<RegistryUnavailableException>(ListSettledAsync);
        await RefusesAsync(file, ErrorReason.RegistryUnavailable);
    }

    private async Task RefusesAsync(RegistryFile file, ErrorReason reason)
    {
        var exception = await Assert.ThrowsAnyAsync<ServiceException>(() => Registry.OpenAsync(file, 0, CancellationToken.None));
        Assert.Equal(reason, exception.Reason);
    }
}
