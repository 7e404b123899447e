using System.Security.Cryptography;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Folders;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Loading;

/// <summary>
/// What this process knew last, on disk, so that it can start while Models is down: what is published, and which version
/// of each model was good. A file is its SHA-256 and then the message; one that is neither whole nor there tells nothing.
/// </summary>
internal sealed class LastKnown(IOptions<EngineOptions> options, ILogger<LastKnown> logger)
{
    private const string PublishedFile = "published";
    private const string GoodFile = "good";

    private readonly Dictionary<string, byte[]> written = new(StringComparer.Ordinal);

    /// <summary>What was published; empty: unknown.</summary>
    public IReadOnlyList<Model> Published() => Read(PublishedFile);

    /// <summary>The version of each model that was the default; each model has one version.</summary>
    public IReadOnlyList<Model> Good() => Read(GoodFile);

    public void KeepPublished(IEnumerable<Model> models) => Write(PublishedFile, models);

    public void KeepGood(IEnumerable<ModelVersion> versions) =>
        Write(GoodFile, versions.Select(version => new Model { Name = version.Model, Versions = { version } }));

    private IReadOnlyList<Model> Read(string name)
    {
        if (FileOf(name) is not { } file || !File.Exists(file))
        {
            return [];
        }

        try
        {
            var bytes = File.ReadAllBytes(file);
            if (bytes.Length >= SHA256.HashSizeInBytes && SHA256.HashData(bytes.AsSpan(SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(bytes.AsSpan(0, SHA256.HashSizeInBytes)))
            {
                return Snapshot.Parser.ParseFrom(bytes.AsSpan(SHA256.HashSizeInBytes)).Models;
            }

            logger.StateUnreadable(name, "its SHA-256 differs");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidProtocolBufferException)
        {
            logger.StateUnreadable(name, exception.GetType().Name);
        }

        return [];
    }

    private void Write(string name, IEnumerable<Model> models)
    {
        if (FileOf(name) is not { } file)
        {
            return;
        }

        var message = new Snapshot { Models = { models.OrderBy(m => m.Name, StringComparer.Ordinal) } }.ToByteArray();
        byte[] bytes = [.. SHA256.HashData(message), .. message];
        if (written.GetValueOrDefault(name).AsSpan().SequenceEqual(bytes))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(options.Value.StateFolder);
            if (!File.Exists(file) || !File.ReadAllBytes(file).AsSpan().SequenceEqual(bytes))
            {
                WholeFile.Write(file, name, bytes);
            }

            written[name] = bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Scoring goes on; a start without Models would show what was known before.
            logger.StateUnwritable(name, exception.GetType().Name);
        }
    }

    private string? FileOf(string name) => options.Value.StateFolder.Length == 0 ? null : Path.Join(options.Value.StateFolder, name);
}
