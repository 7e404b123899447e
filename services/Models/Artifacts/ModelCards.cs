using System.Text;
using FedMl.Models.Catalog;
using FedMl.Models.Registry;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Models.Artifacts;

/// <summary>Reads the text that tells people what a version is, up to a limit.</summary>
internal sealed class ModelCards(IModelRegistry registry, IOptions<ModelsOptions> options, ILogger<ModelCards> logger)
{
    /// <summary>The text; empty where there is none, or where it cannot be read: the rest of an answer does not hang on it.</summary>
    public async Task<string> ReadAsync(PublishedVersion version, CancellationToken cancellationToken)
    {
        if (version.File(ArtifactPath.Card) is not { } card)
        {
            return "";
        }

        try
        {
            var bytes = new byte[Math.Min(card.SizeBytes, options.Value.MaxModelCardBytes)];
            await using var stream = await registry.OpenAsync(card.Source, 0, cancellationToken);
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(bytes, 0, read);
        }
        catch (Exception exception) when (exception is IOException or ServiceException)
        {
            logger.CardUnreadable(version.Model, version.Version, exception.GetType().Name);
            return "";
        }
    }
}
