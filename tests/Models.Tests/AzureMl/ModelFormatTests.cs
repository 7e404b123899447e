using System.Text;
using FedMl.Models.Registry;
using FedMl.Models.Tools;
using FedMl.Tests.AzureMl;

namespace FedMl.Models.AzureMl;

/// <summary>ONNX is served, bare or inside an MLflow folder; everything else is refused and says why.</summary>
[NeedsTool(ToolFiles.Azurite)]
[Collection(AzuriteCollection.Name)]
public sealed class ModelFormatTests(Azurite azurite) : IAsyncLifetime
{
    private const string Mlflow = """
        artifact_path: model
        flavors:
          onnx:
            data: onnx/net.onnx
            onnx_version: 1.17.0
          python_function: { loader_module: mlflow.onnx }
        signature:
          inputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 4]}}]'
          outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 3]}}]'
        """;

    private AzureBench bench = null!;

    public async Task InitializeAsync() => bench = await AzureBench.StartAsync(azurite);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [ToolFact]
    public async Task Mlflow_OnnxFlavor_IsTheArtifactOfItsFolder()
    {
        await PublishAsync(("MLmodel", Mlflow), ("conda.yaml", "x"), ("onnx/net.onnx", "graph"), ("onnx/net.onnx.data", "weights"), ("onnx/signature.yaml", "y"));

        var version = await OnlyAsync();

        Assert.Equal("", version.Problem);
        Assert.Equal(["MLmodel", "model.onnx", "net.onnx.data", "signature.yaml"], version.Files.Select(f => f.Path).Order(StringComparer.Ordinal));
        Assert.Equal("graph", Encoding.UTF8.GetString(await bench.ReadAsync(version.Files.Single(f => f.Path == "model.onnx"))));
    }

    [ToolFact]
    public async Task SingleFile_IsTheModel()
    {
        await bench.UploadAsync("loose/best.onnx", [1, 2]);
        bench.Announce("iris", "1", "loose/best.onnx");

        Assert.Equal("model.onnx", Assert.Single((await OnlyAsync()).Files).Path);
    }

    [ToolTheory]
    [InlineData("model.pkl", "has no model.onnx, but model.pkl; only ONNX is served")]
    [InlineData("data/model.pt", "has no model.onnx, but data/model.pt; only ONNX is served")]
    [InlineData("saved_model.pb", "has no model.onnx, but saved_model.pb; only ONNX is served")]
    [InlineData("net.onnx", "has no model.onnx")]
    [InlineData(".hidden/model.onnx", "has no model.onnx")]
    public async Task Folder_WithoutOnnx_IsRefusedWithTheReason(string file, string problem)
    {
        await PublishAsync((file, "x"));

        Assert.Equal(problem, (await OnlyAsync()).Problem);
    }

    [ToolTheory]
    [InlineData("flavors: { sklearn: { pickled_model: model.pkl }, python_function: {} }", "is an MLflow model without an onnx flavor (it has sklearn, python_function); only ONNX is served")]
    [InlineData("artifact_path: x", "has an MLmodel without flavors")]
    [InlineData("flavors: { onnx: { data: ../../etc/passwd } }", "has an MLmodel whose onnx flavor names no path")]
    [InlineData("flavors: { onnx: { data: /etc/passwd } }", "has an MLmodel whose onnx flavor names no path")]
    [InlineData("flavors: { onnx: { data: gone.onnx } }", "has an MLmodel that names gone.onnx, which is not there")]
    [InlineData("flavors: { onnx: {} }\nsignature: { inputs: 'no json' }", "has an MLmodel whose signature's inputs are no JSON list of types")]
    [InlineData("flavors: { onnx: {} }\nsignature: { outputs: '[{}]' }", "has an MLmodel whose signature's outputs are no JSON list of types")]
    [InlineData("a: [", "has an MLmodel that is not YAML")]
    [InlineData("", "has an MLmodel that is empty or larger than 262144 bytes")]
    public async Task Mlflow_Otherwise_IsRefusedWithTheReason(string mlmodel, string problem)
    {
        await PublishAsync(("MLmodel", mlmodel), ("model.onnx", "graph"));

        Assert.Equal(problem, (await OnlyAsync()).Problem);
    }

    [ToolFact]
    public async Task Mlflow_DeepOrEndless_IsRefused()
    {
        foreach (var text in new[] { new string('[', 100_000), "a: &a [1]\nb: &b [*a,*a]\nflavors: *b", new string('x', 262_145) })
        {
            await PublishAsync(("MLmodel", text), ("model.onnx", "graph"));
            Assert.NotEqual("", (await OnlyAsync()).Problem);
            bench.Restart();
        }
    }

    [ToolFact]
    public async Task Triton_IsRefused()
    {
        await PublishAsync(("1/model.onnx", "graph"));
        bench.StandIn.Models["iris"].Versions["1"] = bench.StandIn.Models["iris"].Versions["1"] with { ModelType = "triton_model" };

        Assert.Equal("is a triton_model; ONNX as custom_model or mlflow_model is served", (await OnlyAsync()).Problem);
    }

    [ToolTheory]
    [InlineData("..%2f..%2fetc")]
    [InlineData("a b")]
    [InlineData("-x")]
    [InlineData("é")]
    public async Task Names_ThatAreNotAllowed_AreReported(string name)
    {
        await PublishAsync(("model.onnx", "x"));
        bench.StandIn.Models[name] = new StandInModel();
        bench.StandIn.Models["iris"].Versions[name] = bench.StandIn.Models["iris"].Versions["1"];

        var listing = await bench.ListAsync();

        Assert.Equal("1", Assert.Single(Assert.Single(listing.Models).Versions).Version);
        Assert.Equal([(FaultKind.Model, name), (FaultKind.Version, $"iris {name}")], listing.Faults.Select(f => (f.Kind, f.Subject)).Order());
    }

    [ToolFact]
    public async Task ArchivedAndAnonymous_AreLeftOut()
    {
        await PublishAsync(("model.onnx", "x"));
        var versions = bench.StandIn.Models["iris"].Versions;
        versions["2"] = versions["1"] with { IsArchived = true };
        versions["3"] = versions["1"] with { IsAnonymous = true };
        bench.StandIn.Models["old"] = new StandInModel { IsArchived = true };

        Assert.Equal("1", (await OnlyAsync()).Version);
    }

    private Task PublishAsync(params (string Path, string Text)[] files) =>
        bench.PublishAsync("iris", "1", [.. files.Select(f => (f.Path, Encoding.UTF8.GetBytes(f.Text)))]);

    private async Task<RegistryVersion> OnlyAsync() => Assert.Single(Assert.Single((await bench.ListAsync()).Models).Versions);
}
