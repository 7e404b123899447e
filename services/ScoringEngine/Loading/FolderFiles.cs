using System.Security.Cryptography;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Loading;

/// <summary>The files of one version in a folder of this machine.</summary>
internal sealed class FolderFiles(string folder) : IArtifactFiles
{
    private const int PieceBytes = 1024 * 1024;

    public async Task CopyAsync(ModelVersion version, ArtifactFile file, Stream target, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(Path.Combine(folder, file.Path), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Math.Clamp(source.Length, 1, PieceBytes)];
        for (int read; source.Length == file.SizeBytes && (read = await source.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        if (!Convert.ToHexStringLower(hash.GetHashAndReset()).Equals(file.Sha256, StringComparison.Ordinal))
        {
            throw new ServiceException(ErrorReason.ArtifactCorrupt, $"{file.Path} changed while the model was loaded.");
        }
    }

    /// <summary>The version as its folder has it, by the rules of the models folder: hidden files are no part of it.</summary>
    /// <exception cref="ServiceException">MODEL_NOT_FOUND.</exception>
    public static async Task<ModelVersion> ReadVersionAsync(string folder, string model, string name, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(folder, "model.onnx")))
        {
            throw new ServiceException(ErrorReason.ModelNotFound, "The model's folder has no model.onnx.");
        }

        var version = new ModelVersion { Model = model, Version = name };
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => !path.Split('/').Any(part => part.StartsWith('.')))
            .Order(StringComparer.Ordinal))
        {
            await using var source = File.OpenRead(Path.Combine(folder, path));
            var sha = Convert.ToHexStringLower(await SHA256.HashDataAsync(source, cancellationToken));
            version.Files.Add(new ArtifactFile { Path = path, SizeBytes = source.Length, Sha256 = sha });
        }

        version.Digest = ArtifactDownload.DigestOf(version);
        return version;
    }
}
