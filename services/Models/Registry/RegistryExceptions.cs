using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Registry;

internal sealed class RegistryUnavailableException(string message, Exception? innerException = null)
    : ServiceException(ErrorReason.RegistryUnavailable, message, null, innerException);

internal sealed class ArtifactCorruptException(RegistryFile file, string what, Exception? innerException = null)
    : ServiceException(ErrorReason.ArtifactCorrupt, $"{file.Path} of {file.Model} {file.Version} {what}.", null, innerException);
