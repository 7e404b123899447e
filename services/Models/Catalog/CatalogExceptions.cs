using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Catalog;

// The names in these messages have passed RequestCheck: short, and nothing in them breaks a log line.
internal sealed class ModelNotFoundException(string model)
    : ServiceException(ErrorReason.ModelNotFound, $"No model {model} is published.");

internal sealed class ModelVersionNotFoundException(string model, string version)
    : ServiceException(ErrorReason.ModelVersionNotFound, $"Model {model} has no version {version}.");

internal sealed class AliasNotFoundException(string model, string alias)
    : ServiceException(ErrorReason.AliasNotFound, $"Model {model} has no alias {alias}.");

internal sealed class RolloutNotFoundException(string model)
    : ServiceException(ErrorReason.RolloutNotFound, $"Model {model} has no roll-out.");

internal sealed class PlanNotFoundException(string model)
    : ServiceException(ErrorReason.PlanNotFound, $"Model {model} has had no plan.");

internal sealed class VersionNotOfferedException(PublishedVersion version)
    : ServiceException(ErrorReason.VersionNotOffered, $"{version.Model} {version.Version} is not offered: {version.Problem}.");

internal sealed class ArtifactNotFoundException(PublishedVersion version, string path)
    : ServiceException(
        ErrorReason.ArtifactNotFound,
        version is { IsOffered: true, IsRead: false }
            ? $"{version.Model} {version.Version} has not been read yet; ask for it with PrepareModelVersion."
            : version.IsOffered
            ? $"{version.Model} {version.Version} has no file {path}."
            : $"{version.Model} {version.Version} is not offered: {version.Problem}.");
