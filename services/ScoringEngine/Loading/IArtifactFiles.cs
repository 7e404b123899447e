using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Where the files of artifacts come from.</summary>
internal interface IArtifactFiles
{
    /// <summary>Copies one file to a stream; the target is complete and verified when this returns.</summary>
    /// <exception cref="ServiceException">ARTIFACT_CORRUPT, or why the file cannot be read.</exception>
    Task CopyAsync(ModelVersion version, ArtifactFile file, Stream target, CancellationToken cancellationToken);

    /// <summary>The verified bytes of one file.</summary>
    /// <exception cref="ServiceException">ARTIFACT_CORRUPT, MODEL_LIMIT_REACHED, or why the file cannot be read.</exception>
    async Task<byte[]> ReadAsync(ModelVersion version, ArtifactFile file, long maxBytes, CancellationToken cancellationToken)
    {
        if (file.SizeBytes > maxBytes)
        {
            throw new ServiceException(ErrorReason.ModelLimitReached, $"{file.Path} has {file.SizeBytes} bytes; the limit is {maxBytes}.");
        }

        var bytes = new byte[file.SizeBytes];
        await CopyAsync(version, file, new MemoryStream(bytes), cancellationToken);
        return bytes;
    }
}
