using FedMl.Models.Registry;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Models.Catalog;

/// <summary>Collects the faults of a request, so that its caller learns of all of them at once.</summary>
internal sealed class RequestCheck
{
    private readonly List<Fault> faults = [];

    public RequestCheck Name(string field, string value)
    {
        if (!ModelName.IsValid(value))
        {
            faults.Add(new Fault(field, $"must be {ModelName.Form}"));
        }

        return this;
    }

    public RequestCheck Path(string field, string value)
    {
        if (!ArtifactPath.IsValid(value))
        {
            faults.Add(new Fault(field, $"must be {ArtifactPath.Form}"));
        }

        return this;
    }

    public RequestCheck Between(string field, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            faults.Add(new Fault(field, $"must be between {least} and {most}"));
        }

        return this;
    }

    public RequestCheck That(bool holds, string field, string otherwise)
    {
        if (!holds)
        {
            faults.Add(new Fault(field, otherwise));
        }

        return this;
    }

    public RequestCheck Text(string field, string value, int most)
    {
        if (value.Length == 0 || value.Length > most || value.Any(char.IsControl))
        {
            faults.Add(new Fault(field, $"must have 1 to {most} characters, none of them a control character"));
        }

        return this;
    }

    public void ThrowIfFaulty()
    {
        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The request is wrong", faults);
        }
    }
}
