using System.Text;
using System.Text.RegularExpressions;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Caching;
using FedMl.ScoringEngine.Explanations;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Signatures;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Makes a loaded model of a published version: download, verify, load, bind, warm up.</summary>
internal sealed partial class ModelFactory(IArtifactFiles download, WarmUp warmUp, ModelTuning tuning, ExplainerFactory explainers, RunWatch watch, MemoryBudget budget, IOptions<EngineOptions> options, TimeProvider time)
{
    private const string GraphFile = "model.onnx";
    private const string SignatureFile = "signature.yaml";
    private const long MaxSignatureBytes = 1024 * 1024;
    private const long MaxSamplesBytes = 16 * 1024 * 1024;

    // Files beside the graph that no graph refers to. Any other may be its external data.
    private static readonly string[] PlainExtensions = [".yaml", ".yml", ".json", ".md", ".txt"];

    /// <exception cref="ServiceException">Why the version cannot be loaded.</exception>
    public async Task<LoadedModel> LoadAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        CheckOffer(version);
        var key = new ModelKey(version.Model, version.Version, version.Digest);
        var memory = budget.Open(key);
        List<IDisposable> belongings = [];
        ModelRuns? runs = null;
        try
        {
            var (sessions, readGraph) = await PrepareAsync(version, memory, belongings, cancellationToken);
            var session = sessions.Make();
            runs = memory.Runs = new ModelRuns(session, watch, ResponseCache.Of(key.Model, options.Value.For(key.Model).Cache, time));
            var graph = GraphSpecs.Of(session);
            var signature = await ReadSignatureAsync(version, cancellationToken) ?? SignatureBinding.Derive(graph);
            var model = new LoadedModel(key, runs, graph, SignatureBinding.Bind(signature, graph), belongings, time) { Memory = memory };
            var samples = await ReadSamplesAsync(version, signature, cancellationToken);
            await warmUp.RunAsync(model, samples, cancellationToken);
            model.Explainability = await Task.Run(() => explainers.Create(model, samples, readGraph), cancellationToken);
            await Task.Run(() => tuning.Tune(model, sessions, readGraph, cancellationToken), cancellationToken);
            if (!version.Files.Any(MayHoldWeights))
            {
                // ONNX Runtime has read the graph; only weights in other files are mapped for as long as it runs.
                belongings.ForEach(b => b.Dispose());
                belongings.Clear();
            }

            return model;
        }
        catch
        {
            runs?.Dispose();
            belongings.ForEach(b => b.Dispose());
            memory.Dispose();
            throw;
        }
    }

    private void CheckOffer(ModelVersion version)
    {
        if (version.Problem.Length > 0)
        {
            throw new ServiceException(ErrorReason.ModelLoadFailed, version.Problem);
        }

        var size = version.Files.Sum(f => f.SizeBytes);
        if (size > options.Value.MaxArtifactBytes)
        {
            throw new ServiceException(ErrorReason.ModelLimitReached, $"The artifact has {size} bytes; the limit is {options.Value.MaxArtifactBytes}.");
        }

        ArtifactDownload.VerifyDigest(version);
    }

    // Brings the artifact here, as bytes or in a folder of its own, from which sessions can be made.
    private async Task<(SessionMaker Sessions, Func<long, byte[]?> ReadGraph)> PrepareAsync(ModelVersion version, MemoryShare memory, List<IDisposable> belongings, CancellationToken cancellationToken)
    {
        OnnxEnvironment.Ensure(options.Value.Threads);
        var graph = FileOf(version, GraphFile) ?? throw new ServiceException(ErrorReason.ModelLoadFailed, $"The version has no {GraphFile}.");
        var externalBytes = version.Files.Where(MayHoldWeights).Sum(f => f.SizeBytes);
        if (externalBytes == 0 && graph.SizeBytes <= options.Value.MaxArtifactBytesInMemory)
        {
            var bytes = await download.ReadAsync(version, graph, options.Value.MaxArtifactBytesInMemory, cancellationToken);
            return (new SessionMaker(o => new InferenceSession(bytes, o), Look(new MemoryStream(bytes), 0), memory), limit => bytes.Length <= limit ? bytes : null);
        }

        var folder = new ArtifactFolder(options.Value.WorkFolder);
        belongings.Add(folder);
        foreach (var file in version.Files)
        {
            await using var target = folder.Create(file.Path);
            await download.CopyAsync(version, file, target, cancellationToken);
        }

        var path = Path.Combine(folder.Path, GraphFile);
        await using var content = File.OpenRead(path);
        return (
            new SessionMaker(o => new InferenceSession(path, o), Look(content, externalBytes), memory),
            limit => graph.SizeBytes <= limit ? File.ReadAllBytes(path) : null);
    }

    // What must be known of a graph before ONNX Runtime sees it.
    private static GraphBytes Look(Stream graph, long externalBytes)
    {
        var sketch = ModelSketchReader.Read(graph);
        if (sketch is not null && FatalNodes.AreIn(sketch))
        {
            throw new ServiceException(ErrorReason.ModelLoadFailed, "A TreeEnsembleClassifier has a single label in classlabels_strings, at which ONNX Runtime ends the process: give it the labels of two classes or more.");
        }

        if (sketch is not null && IntegerDivisions.AreIn(sketch))
        {
            throw new ServiceException(ErrorReason.ModelLoadFailed, "A Div or Mod divides integers that requests send, and the least integer divided by -1 would end the process: let the divisor go through Abs, or cast to floats.");
        }

        graph.Position = 0;
        return GraphBytes.Of(graph, externalBytes);
    }

    private static bool MayHoldWeights(ArtifactFile file) =>
        file.Path != GraphFile && !PlainExtensions.Contains(Path.GetExtension(file.Path), StringComparer.OrdinalIgnoreCase);

    private async Task<Signature?> ReadSignatureAsync(ModelVersion version, CancellationToken cancellationToken) => FileOf(version, SignatureFile) is { } file
        ? SignatureReader.Read(Encoding.UTF8.GetString(await download.ReadAsync(version, file, MaxSignatureBytes, cancellationToken)))
        : null;

    private async Task<Samples?> ReadSamplesAsync(ModelVersion version, Signature signature, CancellationToken cancellationToken)
    {
        if (signature.Samples is null)
        {
            return null;
        }

        var file = FileOf(version, signature.Samples)
            ?? throw ServiceException.FromFaults(ErrorReason.SignatureInvalid, "The signature is not valid", [new Fault("samples", $"the version has no file {signature.Samples}")]);
        return Samples.Read(await download.ReadAsync(version, file, MaxSamplesBytes, cancellationToken));
    }

    private static ArtifactFile? FileOf(ModelVersion version, string path) => version.Files.FirstOrDefault(f => f.Path == path);
}
