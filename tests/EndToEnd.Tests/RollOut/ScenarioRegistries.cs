using FedMl.EndToEnd.Tests.AzureMl;
using FedMl.Models.Tools;

namespace FedMl.EndToEnd.Tests.RollOut;

/// <summary>Where the versions of the scenario are published.</summary>
internal interface IScenarioRegistry : IAsyncDisposable
{
    /// <summary>More of Local's command line.</summary>
    string[] Options { get; }

    /// <summary>Publishes a version.</summary>
    Task PublishAsync(string samples, string model, string version, byte[] graph);

    /// <summary>Declares the version that alias champion stands for.</summary>
    void DeclareChampion(string samples, string model, string version);
}

/// <summary>The folder that Local reads.</summary>
internal sealed class FolderScenario : IScenarioRegistry
{
    public string[] Options => [];

    public Task PublishAsync(string samples, string model, string version, byte[] graph)
    {
        new ModelFolder(Path.Combine(samples, "models")).Publish(model, version, graph);
        return Task.CompletedTask;
    }

    public void DeclareChampion(string samples, string model, string version) =>
        File.WriteAllText(Path.Combine(samples, "models", model, "aliases.yaml"), $"champion: \"{version}\"");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The stand-in of Azure ML with Azurite.</summary>
internal sealed class AzureMlScenario(AzureMlRegistry registry) : IScenarioRegistry
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fedml-scenario-");

    public string[] Options => [.. registry.Options, "--Models:StateFolder", folder.CreateSubdirectory("state").FullName];

    public async Task PublishAsync(string samples, string model, string version, byte[] graph)
    {
        var files = folder.CreateSubdirectory(version);
        await File.WriteAllBytesAsync(Path.Combine(files.FullName, "model.onnx"), graph);
        await registry.PublishAsync(model, version, files.FullName, $"version {version}");
    }

    public void DeclareChampion(string samples, string model, string version) => registry.SetAlias(model, "champion", version);

    public async ValueTask DisposeAsync()
    {
        await registry.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
