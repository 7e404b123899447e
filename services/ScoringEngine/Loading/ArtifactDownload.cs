using System.Security.Cryptography;
using System.Text;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;
using Grpc.Core;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Brings files of an artifact over, resumes where a stream broke, and takes nothing whose SHA-256 differs.</summary>
internal sealed class ArtifactDownload(ModelsService.ModelsServiceClient models, KeptFiles kept) : IArtifactFiles
{
    private const int MaxAttempts = 5;
    private const int PieceBytes = 1024 * 1024;

    /// <summary>Checks that the list of files is the one that the digest names.</summary>
    /// <exception cref="ServiceException">ARTIFACT_CORRUPT.</exception>
    public static void VerifyDigest(ModelVersion version)
    {
        if (!DigestOf(version).Equals(version.Digest, StringComparison.Ordinal))
        {
            throw new ServiceException(ErrorReason.ArtifactCorrupt, "The list of files does not match the artifact's digest.");
        }
    }

    /// <summary>The digest that names a list of files: see <c>ModelVersion.digest</c>.</summary>
    public static string DigestOf(ModelVersion version)
    {
        var lines = string.Concat(version.Files.Select(file => $"{file.Sha256}  {file.Path}\n").Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
    }

    /// <summary>Copies one file to a stream; the target is complete and verified when this returns.</summary>
    public async Task CopyAsync(ModelVersion version, ArtifactFile file, Stream target, CancellationToken cancellationToken)
    {
        if (!kept.Keeps)
        {
            await FetchAsync(version, file, target, cancellationToken);
            return;
        }

        if (!await TryCopyKeptAsync(file, target, cancellationToken))
        {
            await kept.KeepAsync(file, aside => FetchAsync(version, file, aside, cancellationToken));
            if (!await TryCopyKeptAsync(file, target, cancellationToken))
            {
                throw new IOException("A file that was kept a moment ago is not there any more.");
            }
        }
    }

    private async Task<bool> TryCopyKeptAsync(ArtifactFile file, Stream target, CancellationToken cancellationToken)
    {
        await using var source = kept.Open(file);
        if (source is null)
        {
            return false;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Math.Min(PieceBytes, Math.Max(1, file.SizeBytes))];
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()).Equals(file.Sha256, StringComparison.Ordinal))
        {
            return true;
        }

        kept.Forget(file);
        target.Position = 0;
        return false;
    }

    private async Task FetchAsync(ModelVersion version, ArtifactFile file, Stream target, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long offset = 0;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                offset = await CopyFromAsync(version, file, offset, hash, target, received => offset = received, cancellationToken);
                break;
            }
            catch (RpcException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (exception.StatusCode != Grpc.Core.StatusCode.Unavailable || attempt == MaxAttempts)
                {
                    throw RpcErrors.FromRpcException(exception, "Models");
                }
            }
        }

        if (offset != file.SizeBytes || !Convert.ToHexStringLower(hash.GetHashAndReset()).Equals(file.Sha256, StringComparison.Ordinal))
        {
            throw new ServiceException(ErrorReason.ArtifactCorrupt, $"{file.Path} is not what was published: its SHA-256 or size differs.");
        }
    }

    private async Task<long> CopyFromAsync(
        ModelVersion version, ArtifactFile file, long offset, IncrementalHash hash, Stream target, Action<long> received, CancellationToken cancellationToken)
    {
        var request = new DownloadArtifactRequest { Model = version.Model, Version = version.Version, Path = file.Path, Offset = offset };
        using var call = models.DownloadArtifact(request, cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var piece = call.ResponseStream.Current;
            if (piece.Offset != offset || offset + piece.Data.Length > file.SizeBytes)
            {
                throw new ServiceException(ErrorReason.ArtifactCorrupt, $"{file.Path} is not what was published: its bytes came out of order or are too many.");
            }

            hash.AppendData(piece.Data.Span);
            await target.WriteAsync(piece.Data.Memory, cancellationToken);
            offset += piece.Data.Length;
            received(offset);
            Failpoint.Pass("artifact", "half-written");
        }

        return offset;
    }
}
