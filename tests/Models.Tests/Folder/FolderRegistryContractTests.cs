using FedMl.Models.Registry;

namespace FedMl.Models.Folder;

public sealed class FolderRegistryContractTests : ModelRegistryContract, IDisposable
{
    private readonly SettledFolder settled = new();

    private protected override IModelRegistry Registry => settled.Registry;

    public void Dispose() => settled.Dispose();

    private protected override Task PublishAsync(string model, string version, params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files)
        {
            settled.Folder.Write($"{model}/{version}/{path}", text);
        }

        return Task.CompletedTask;
    }

    private protected override Task RemoveAsync(string model, string version)
    {
        Directory.Delete(Path.Combine(settled.Folder.Models, model, version), recursive: true);
        return Task.CompletedTask;
    }

    private protected override Task SetAliasesAsync(string model, params (string Alias, string Version)[] aliases)
    {
        settled.Folder.Write($"{model}/aliases.yaml", string.Concat(aliases.Select(a => $"{a.Alias}: {a.Version}\n")));
        return Task.CompletedTask;
    }

    private protected override Task BreakAsync()
    {
        Directory.Delete(settled.Folder.Models, recursive: true);
        return Task.CompletedTask;
    }

    private protected override Task<RegistryListing> ListSettledAsync() => settled.ListSettledAsync();
}
