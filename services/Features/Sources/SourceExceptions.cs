using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Features.Sources;

/// <summary>No space of that name; the others are not told.</summary>
internal sealed class SpaceNotFoundException() : ServiceException(ErrorReason.SpaceNotFound, "There is no space of that name.");

/// <summary>No asset of that name in the space; the others are not told.</summary>
internal sealed class AssetNotFoundException() : ServiceException(ErrorReason.AssetNotFound, "There is no asset of that name in the space.");

/// <summary>The source cannot be read now.</summary>
internal sealed class SourceUnavailableException(string message, Exception? innerException = null)
    : ServiceException(ErrorReason.SourceUnavailable, message, innerException: innerException);
