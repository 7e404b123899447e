using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ScoringEngine.Signatures;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Brings what loading needs of a version's files here, into memory or into a folder of its own.</summary>
internal sealed class ArtifactIntake(IArtifactFiles download, IOptions<EngineOptions> options)
{
    private const string GraphName = "model.onnx";
    private const string SignatureName = "signature.yaml";
    private const long MaxSignatureBytes = 1024 * 1024;
    private const long MaxSamplesBytes = 16 * 1024 * 1024;

    // Files beside the graph that no graph refers to. Any other may be its external data.
    private static readonly string[] PlainExtensions = [".yaml", ".yml", ".json", ".md", ".txt"];

    /// <summary>Whether the graph may have weights in files of its own, which are mapped for as long as it runs.</summary>
    public static bool MayHaveWeightFiles(ModelVersion version) => version.Files.Any(MayHoldWeights);

    /// <param name="version">The version.</param>
    /// <param name="belongings">Gets the folder, where one is made.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServiceException">Why it cannot be had, or is none.</exception>
    public async Task<Artifact> BringAsync(ModelVersion version, List<IDisposable> belongings, CancellationToken cancellationToken)
    {
        CheckOffer(version);
        var graph = await BringGraphAsync(version, belongings, cancellationToken);
        var signature = FileOf(version, SignatureName) is { } file ? await download.ReadAsync(version, file, MaxSignatureBytes, cancellationToken) : null;
        var samples = signature is null ? null : await ReadSamplesAsync(version, SignatureReader.Read(Encoding.UTF8.GetString(signature)), cancellationToken);
        return new Artifact(graph, signature, samples);
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

    private async Task<GraphFile> BringGraphAsync(ModelVersion version, List<IDisposable> belongings, CancellationToken cancellationToken)
    {
        var graph = FileOf(version, GraphName) ?? throw new ServiceException(ErrorReason.ModelLoadFailed, $"The version has no {GraphName}.");
        var externalBytes = version.Files.Where(MayHoldWeights).Sum(f => f.SizeBytes);
        if (externalBytes == 0 && graph.SizeBytes <= options.Value.MaxArtifactBytesInMemory)
        {
            return new GraphFile(await download.ReadAsync(version, graph, options.Value.MaxArtifactBytesInMemory, cancellationToken));
        }

        var folder = new ArtifactFolder(options.Value.WorkFolder);
        belongings.Add(folder);
        foreach (var file in version.Files)
        {
            await using var target = folder.Create(file.Path);
            await download.CopyAsync(version, file, target, cancellationToken);
        }

        return new GraphFile(Path.Combine(folder.Path, GraphName), externalBytes);
    }

    private async Task<byte[]?> ReadSamplesAsync(ModelVersion version, Signature signature, CancellationToken cancellationToken)
    {
        if (signature.Samples is null)
        {
            return null;
        }

        var file = FileOf(version, signature.Samples)
            ?? throw ServiceException.FromFaults(ErrorReason.SignatureInvalid, "The signature is not valid", [new Fault("samples", $"the version has no file {signature.Samples}")]);
        return await download.ReadAsync(version, file, MaxSamplesBytes, cancellationToken);
    }

    private static bool MayHoldWeights(ArtifactFile file) =>
        file.Path != GraphName && !PlainExtensions.Contains(Path.GetExtension(file.Path), StringComparer.OrdinalIgnoreCase);

    private static ArtifactFile? FileOf(ModelVersion version, string path) => version.Files.FirstOrDefault(f => f.Path == path);
}
