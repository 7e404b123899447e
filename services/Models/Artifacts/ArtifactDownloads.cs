using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FedMl.Models.Catalog;
using FedMl.Models.Registry;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Models.Artifacts;

/// <summary>Reads files of published versions piece by piece and stands for their bytes being those that were published.</summary>
internal sealed class ArtifactDownloads(
    ModelCatalog catalog, IModelRegistry registry, IOptions<ModelsOptions> options, ModelsMetrics metrics) : IDisposable
{
    private const int PieceBytes = 256 * 1024;

    private readonly SemaphoreSlim places = new(options.Value.MaxDownloads);

    /// <summary>The file from an offset on. A piece is valid until the next one is asked for.</summary>
    /// <exception cref="ArtifactCorruptException">
    /// The bytes are not those that were published; thrown after the last piece where only the hash tells.
    /// </exception>
    public async IAsyncEnumerable<ArtifactPiece> ReadAsync(
        ArtifactPlace place, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = Find(place);
        if (!await places.WaitAsync(0, cancellationToken))
        {
            throw new ServiceException(ErrorReason.Overloaded, $"{options.Value.MaxDownloads} downloads are running already.");
        }

        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            await using var stream = await OpenAsync(file, place.Offset, cancellationToken);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var offset = place.Offset;
            while (offset < file.SizeBytes)
            {
                var wanted = (int)Math.Min(PieceBytes, file.SizeBytes - offset);
                if (await ReadPieceAsync(stream, buffer.AsMemory(0, wanted), cancellationToken) < wanted)
                {
                    throw Corrupt(file, "has lost its end");
                }

                hash.AppendData(buffer, 0, wanted);
                yield return new ArtifactPiece(offset, buffer.AsMemory(0, wanted));
                metrics.BytesSent.Inc(wanted);
                offset += wanted;
            }

            if (place.Offset == 0 && Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
            {
                throw Corrupt(file, "does not have the bytes that were published");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();

    private PublishedFile Find(ArtifactPlace place)
    {
        new RequestCheck().Name("model", place.Model).Name("version", place.Version).Path("path", place.Path)
            .Between("offset", place.Offset, 0, long.MaxValue).ThrowIfFaulty();
        var version = catalog.Version(place.Model, place.Version);
        var file = version.File(place.Path) ?? throw new ArtifactNotFoundException(version, place.Path);
        new RequestCheck().Between("offset", place.Offset, 0, file.SizeBytes).ThrowIfFaulty();
        return file;
    }

    private async Task<Stream> OpenAsync(PublishedFile file, long offset, CancellationToken cancellationToken)
    {
        try
        {
            return await registry.OpenAsync(file.Source, offset, cancellationToken);
        }
        catch (ArtifactCorruptException)
        {
            metrics.Corrupt.Inc();
            throw;
        }
    }

    private static async Task<int> ReadPieceAsync(Stream stream, Memory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new RegistryUnavailableException("The file cannot be read at the moment.", exception);
        }
    }

    private ArtifactCorruptException Corrupt(PublishedFile file, string what)
    {
        metrics.Corrupt.Inc();
        return new ArtifactCorruptException(file.Source, what);
    }
}

/// <summary>Where a download begins.</summary>
internal sealed record ArtifactPlace(string Model, string Version, string Path, long Offset);

/// <summary>Some bytes of a file and where in the file they begin.</summary>
internal readonly record struct ArtifactPiece(long Offset, ReadOnlyMemory<byte> Data);
