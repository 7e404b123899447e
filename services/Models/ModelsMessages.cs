using FedMl.Models.Catalog;
using FedMl.Protos.Models.V1;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Models;

/// <summary>What the core says, as messages.</summary>
internal static class ModelsMessages
{
    public static Model ToMessage(this PublishedModel model)
    {
        var message = new Model { Name = model.Name };
        message.Versions.AddRange(model.Versions.Select(ToMessage));
        message.Aliases.AddRange(model.Aliases.Select(alias => new Alias { Name = alias.Key, Version = alias.Value }));
        message.Rollout = model.Rollout?.ToMessage();
        return message;
    }

    public static ModelVersion ToMessage(this PublishedVersion version)
    {
        var message = new ModelVersion
        {
            Model = version.Model,
            Version = version.Version,
            Digest = version.Digest,
            PublishedAt = version.PublishedAt is { } at ? Timestamp.FromDateTimeOffset(at) : null,
            Problem = version.Problem,
        };
        message.Files.AddRange(version.Files.Select(file => new ArtifactFile { Path = file.Path, SizeBytes = file.SizeBytes, Sha256 = file.Sha256 }));
        return message;
    }

    public static WatchModelsResponse ToMessage(this CatalogEvent happened) => happened switch
    {
        AllModels all => new WatchModelsResponse { Snapshot = new Snapshot { Models = { all.Models.Select(ToMessage) } }, Position = all.Position },
        ModelChanged changed => new WatchModelsResponse { Changed = changed.Model.ToMessage(), Position = changed.Position },
        ModelRemoved removed => new WatchModelsResponse { Removed = removed.Name, Position = removed.Position },
        _ => new WatchModelsResponse { Heartbeat = new Heartbeat(), Position = happened.Position },
    };
}
