namespace FedMl.Tests.Datasphere;

/// <summary>The faults that are still to come.</summary>
internal sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly List<(string Target, Fault Fault)> coming = [];

    public void Add(string target, Fault fault, int times)
    {
        lock (gate)
        {
            coming.AddRange(Enumerable.Repeat((target, fault), times));
        }
    }

    public Fault? Take(string target)
    {
        lock (gate)
        {
            var index = coming.FindIndex(one => target.Contains(one.Target, StringComparison.Ordinal));
            if (index < 0)
            {
                return null;
            }

            var fault = coming[index].Fault;
            coming.RemoveAt(index);
            return fault;
        }
    }
}
