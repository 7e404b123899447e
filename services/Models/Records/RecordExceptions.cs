using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Records;

internal sealed class RecordsUnavailableException(string message, Exception? innerException = null)
    : ServiceException(ErrorReason.RecordsUnavailable, message, null, innerException);

internal sealed class RecordCorruptException(string key, Exception? innerException = null)
    : ServiceException(ErrorReason.RecordCorrupt, $"The record {key} is not one that this service wrote.", null, innerException);
