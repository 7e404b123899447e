using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Requests;

/// <summary>Collects what is wrong with one body, so that its caller mends everything at once.</summary>
internal sealed class FaultList
{
    // A body made of faults alone must not fill the memory: reading ends here.
    private const int MaxFaults = 1_000;

    private readonly List<Fault> faults = [];
    private bool onlyRowCounts = true;

    public void Add(string field, string description)
    {
        onlyRowCounts = false;
        AddFault(field, description);
    }

    /// <summary>Adds a fault in the number of rows, which has a reason of its own where nothing else is wrong.</summary>
    public void AddRowCount(string field, string description) => AddFault(field, description);

    public void ThrowIfAny()
    {
        if (faults.Count > 0)
        {
            var reason = onlyRowCounts ? ErrorReason.RowCountOutOfRange : ErrorReason.InvalidRequest;
            throw ServiceException.FromFaults(reason, "The request is wrong", faults);
        }
    }

    private void AddFault(string field, string description)
    {
        faults.Add(new Fault(field, description));
        if (faults.Count == MaxFaults)
        {
            ThrowIfAny();
        }
    }
}
