using FedMl.Models.Registry;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Registrations;

/// <summary>What a registration may say; all faults are named.</summary>
internal static class RegistrationCheck
{
    private const int MaxId = 128;
    private const int MaxTags = 100;
    private const int MaxTagName = 128;
    private const int MaxTagValue = 1024;

    public static void Check(Registration registration)
    {
        List<Fault> faults = [];
        if (registration.Id.Length is 0 or > MaxId || registration.Id.Any(char.IsControl))
        {
            faults.Add(new Fault("registration_id", $"must have 1 to {MaxId} characters and no control characters"));
        }

        if (!ModelName.IsValid(registration.Model) || ModelName.IsHidden(registration.Model))
        {
            faults.Add(new Fault("model", $"must be {ModelName.Form}"));
        }

        if (registration.Tags.Count > MaxTags)
        {
            faults.Add(new Fault("tags", $"there are {registration.Tags.Count}; at most {MaxTags}"));
        }

        if (registration.Tags.Any(tag => tag.Key.Length is 0 or > MaxTagName || tag.Value.Length > MaxTagValue))
        {
            faults.Add(new Fault("tags", $"names must have 1 to {MaxTagName} characters, values at most {MaxTagValue}"));
        }

        ThrowIfAny(faults);
    }

    public static ServiceException Wrong(string field, string description) =>
        ServiceException.FromFaults(ErrorReason.InvalidRequest, "The registration is wrong", [new Fault(field, description)]);

    private static void ThrowIfAny(List<Fault> faults)
    {
        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The registration is wrong", faults);
        }
    }
}
