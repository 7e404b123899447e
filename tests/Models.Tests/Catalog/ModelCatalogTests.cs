using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Catalog;

public sealed class ModelCatalogTests : IDisposable
{
    private readonly CatalogBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Lookups_UnknownNames_SayWhatIsUnknown()
    {
        bench.Folder.Write("iris/1/model.onnx", "x");
        await bench.SyncAsync();

        Assert.Throws<ModelNotFoundException>(() => bench.Catalog.Version("rose", "1"));
        Assert.Throws<ModelVersionNotFoundException>(() => bench.Catalog.Version("iris", "2"));
        Assert.Throws<ModelNotFoundException>(() => bench.Catalog.Resolve("rose", "champion"));
        Assert.Throws<AliasNotFoundException>(() => bench.Catalog.Resolve("iris", "champion"));
    }

    [Theory]
    [InlineData("../iris", "")]
    [InlineData("/etc", "..")]
    [InlineData("a\\b", "%2e%2e")]
    [InlineData("a\0", "1\n")]
    public void Version_NamesOutOfForm_AreAllNamed(string model, string version)
    {
        var exception = Assert.Throws<ServiceException>(() => bench.Catalog.Version(model, version));

        Assert.Equal(ErrorReason.InvalidRequest, exception.Reason);
        Assert.Equal(["model", "version"], exception.Faults.Select(f => f.Field));
    }

    [Fact]
    public async Task AliasesOf_Version_AreThoseThatStandForIt()
    {
        bench.Folder.Write("iris/1/model.onnx", "x");
        bench.Folder.Write("iris/2/model.onnx", "x");
        bench.Folder.Write("iris/aliases.yaml", "b: 2\na: 2\nc: 1\n");
        await bench.SyncAsync();

        Assert.Equal(["a", "b"], bench.Catalog.AliasesOf(bench.Version("iris", "2")));
    }
}
