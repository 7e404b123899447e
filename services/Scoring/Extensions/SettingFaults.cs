using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Extensions;

/// <summary>What is wrong with the settings of one request.</summary>
internal sealed class SettingFaults(string kind)
{
    private readonly List<Fault> faults = [];

    public void Add(string setting, string description) => faults.Add(new Fault(setting, description));

    /// <exception cref="ServiceException">INVALID_REQUEST with all faults.</exception>
    public void Throw()
    {
        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InvalidRequest, $"The {kind} settings are not valid; nothing is changed", faults);
        }
    }

    /// <exception cref="ServiceException">DISABLED: settings are not to be changed.</exception>
    public static void RefuseUnless(bool writable, string kind)
    {
        if (!writable)
        {
            throw new ServiceException(ErrorReason.Disabled, $"{kind} settings cannot be changed by request; option {ScoringOptions.Section}:{nameof(ScoringOptions.WritableSettings)} allows it.");
        }
    }
}
