using System.Text;
using FedMl.Models.Tools;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Registry;

/// <summary>What every registry must do alike; each adapter's tests derive from it.</summary>
public abstract class ModelRegistryContract
{
    private protected abstract IModelRegistry Registry { get; }

    /// <summary>Publishes a version with these files, whole and at once.</summary>
    private protected abstract Task PublishAsync(string model, string version, params (string Path, string Text)[] files);

    private protected abstract Task RemoveAsync(string model, string version);

    private protected abstract Task SetAliasesAsync(string model, params (string Alias, string Version)[] aliases);

    /// <summary>Makes the registry unreadable.</summary>
    private protected abstract Task BreakAsync();

    /// <summary>Lists once everything that was published before has had its time to show.</summary>
    private protected abstract Task<RegistryListing> ListSettledAsync();

    [ToolFact]
    public async Task List_EmptyRegistry_HasNothing() => Assert.Empty((await ListSettledAsync()).Models);

    [ToolFact]
    public async Task List_PublishedVersions_HasTheirFilesWithSizes()
    {
        await PublishAsync("iris", "1", ("model.onnx", "four"), ("weights/layer.bin", "seventy"));
        await PublishAsync("iris", "2", ("model.onnx", ""));

        var model = Assert.Single((await ListSettledAsync()).Models);

        Assert.Equal("iris", model.Name);
        Assert.Equal(["1", "2"], model.Versions.Select(v => v.Version).Order(StringComparer.Ordinal));
        var files = model.Versions.Single(v => v.Version == "1").Files;
        Assert.Equal(
            [("model.onnx", 4L), ("weights/layer.bin", 7L)],
            files.OrderBy(f => f.Path, StringComparer.Ordinal).Select(f => (f.Path, f.SizeBytes)));
        Assert.All(files, f => Assert.Equal(("iris", "1"), (f.Model, f.Version)));
    }

    [ToolFact]
    public async Task List_NothingChanged_IsEqualFileByFile()
    {
        await PublishAsync("iris", "1", ("model.onnx", "x"));

        var first = (await ListSettledAsync()).Models[0].Versions[0].Files;
        var second = (await ListSettledAsync()).Models[0].Versions[0].Files;

        Assert.Equal(first, second);
    }

    [ToolFact]
    public async Task List_RemovedVersion_IsGone()
    {
        await PublishAsync("iris", "1", ("model.onnx", "x"));
        await PublishAsync("iris", "2", ("model.onnx", "x"));
        await ListSettledAsync();

        await RemoveAsync("iris", "1");

        Assert.Equal("2", Assert.Single(Assert.Single((await ListSettledAsync()).Models).Versions).Version);
    }

    [ToolFact]
    public async Task List_Aliases_AreAsDeclared()
    {
        await PublishAsync("iris", "1", ("model.onnx", "x"));
        await SetAliasesAsync("iris", ("champion", "1"), ("challenger", "9"));

        var aliases = (await ListSettledAsync()).Models[0].Aliases;

        Assert.Equal(("1", "9"), (aliases["champion"], aliases["challenger"]));
    }

    [ToolFact]
    public async Task List_VersionWithoutModel_HasAProblem()
    {
        await PublishAsync("iris", "1", ("readme.md", "x"));
        await PublishAsync("iris", "2", ("model.onnx", "x"));

        var versions = (await ListSettledAsync()).Models[0].Versions;

        var broken = versions.Single(v => v.Version == "1");
        Assert.Equal("has no model.onnx", broken.Problem);
        Assert.Empty(broken.Files);
        Assert.Equal("", versions.Single(v => v.Version == "2").Problem);
    }

    [ToolFact]
    public async Task Open_Offset_ReadsFromThere()
    {
        await PublishAsync("iris", "1", ("model.onnx", "0123456789"));
        var file = (await ListSettledAsync()).Models[0].Versions[0].Files[0];

        foreach (var (offset, expected) in new[] { (0, "0123456789"), (4, "456789"), (10, "") })
        {
            await using var stream = await Registry.OpenAsync(file, offset, CancellationToken.None);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            Assert.Equal(expected, await reader.ReadToEndAsync());
        }
    }

    [ToolFact]
    public async Task Open_FileChangedOrGone_IsCorrupt()
    {
        await PublishAsync("iris", "1", ("model.onnx", "old"));
        await PublishAsync("iris", "2", ("model.onnx", "old"));
        var files = (await ListSettledAsync()).Models[0].Versions.ToDictionary(v => v.Version, v => v.Files[0]);

        await PublishAsync("iris", "1", ("model.onnx", "new bytes"));
        await RemoveAsync("iris", "2");

        await RefusesAsync(files["1"], ErrorReason.ArtifactCorrupt);
        await RefusesAsync(files["2"], ErrorReason.ArtifactCorrupt);
    }

    [ToolFact]
    public async Task ListAndOpen_RegistryBroken_AreUnavailable()
    {
        await PublishAsync("iris", "1", ("model.onnx", "x"));
        var file = (await ListSettledAsync()).Models[0].Versions[0].Files[0];

        await BreakAsync();

        await Assert.ThrowsAsync<RegistryUnavailableException>(ListSettledAsync);
        await RefusesAsync(file, ErrorReason.RegistryUnavailable);
    }

    private async Task RefusesAsync(RegistryFile file, ErrorReason reason)
    {
        var exception = await Assert.ThrowsAnyAsync<ServiceException>(() => Registry.OpenAsync(file, 0, CancellationToken.None));
        Assert.Equal(reason, exception.Reason);
    }
}
