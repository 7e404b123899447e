using System.Text;
using System.Text.RegularExpressions;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Explanations;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Signatures;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Makes a loaded model of a published version: download, verify, load, bind, warm up.</summary>
internal sealed partial class ModelFactory(ArtifactDownload download, WarmUp warmUp, ModelTuning tuning, ExplainerFactory explainers, RunWatch watch, IOptions<EngineOptions> options, TimeProvider time)
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
        var (newSession, readGraph, belongings) = await PrepareAsync(version, cancellationToken);
        ModelRuns? runs = null;
        try
        {
            var session = newSession();
            runs = new ModelRuns(session, watch);
            var graph = GraphSpecs.Of(session);
            var signature = await ReadSignatureAsync(version, cancellationToken) ?? SignatureBinding.Derive(graph);
            var model = new LoadedModel(key, runs, graph, SignatureBinding.Bind(signature, graph), belongings, time);
            var samples = await ReadSamplesAsync(version, signature, cancellationToken);
            await warmUp.RunAsync(model, samples, cancellationToken);
            model.Explainability = await Task.Run(() => explainers.Create(model, samples, readGraph), cancellationToken);
            await Task.Run(() => tuning.Tune(model, newSession, version.Files.Sum(f => f.SizeBytes), cancellationToken), cancellationToken);
            return model;
        }
        catch
        {
            runs?.Dispose();
            belongings.ForEach(b => b.Dispose());
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
    private async Task<(Func<InferenceSession> NewSession, Func<long, byte[]?> ReadGraph, List<IDisposable> Belongings)> PrepareAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        OnnxEnvironment.Ensure(options.Value.Threads);
        var graph = FileOf(version, GraphFile) ?? throw new ServiceException(ErrorReason.ModelLoadFailed, $"The version has no {GraphFile}.");
        var fromMemory = version.Files.Sum(f => f.SizeBytes) <= options.Value.MaxArtifactBytesInMemory
            && version.Files.All(f => f.Path == GraphFile || PlainExtensions.Contains(Path.GetExtension(f.Path), StringComparer.OrdinalIgnoreCase));
        if (fromMemory)
        {
            var bytes = await download.ReadAsync(version, graph, options.Value.MaxArtifactBytesInMemory, cancellationToken);
            return (() => NewSession(o => new InferenceSession(bytes, o)), limit => bytes.Length <= limit ? bytes : null, []);
        }

        var folder = new ArtifactFolder(options.Value.WorkFolder);
        try
        {
            foreach (var file in version.Files)
            {
                await using var target = folder.Create(file.Path);
                await download.CopyAsync(version, file, target, cancellationToken);
            }

            var path = Path.Combine(folder.Path, GraphFile);
            return (() => NewSession(o => new InferenceSession(path, o)), limit => graph.SizeBytes <= limit ? File.ReadAllBytes(path) : null, [folder]);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static InferenceSession NewSession(Func<SessionOptions, InferenceSession> create)
    {
        using var sessionOptions = OnnxEnvironment.NewSessionOptions();
        try
        {
            return create(sessionOptions);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ServiceException(ErrorReason.ModelLoadFailed, $"ONNX Runtime cannot load {GraphFile}: {Clean(exception.Message)}", null, exception);
        }
    }

    // Its text can hold paths of this machine, line breaks, and pages of detail. Of a path the last name stays.
    private static string Clean(string message)
    {
        var text = AbsolutePath().Replace(message, "$1").ReplaceLineEndings(" ");
        return text.Length <= 300 ? text : text[..300] + "…";
    }

    [GeneratedRegex("""(?<![\w.])/(?:[^\s"':/]+/)+([^\s"':/]*)""", RegexOptions.None, 1000)]
    private static partial Regex AbsolutePath();

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
