namespace FedMl.Features.Sql.Connections;

/// <summary>Keeps retries to a tenth of all statements, so that they do not press down a database that is in trouble.</summary>
internal sealed class RetryBudget
{
    private const int Cost = 10;
    private const int Most = 10 * Cost;
    private int saved = Most;

    public void Earn()
    {
        if (Volatile.Read(ref saved) < Most)
        {
            Interlocked.Increment(ref saved);
        }
    }

    public bool TrySpend()
    {
        if (Interlocked.Add(ref saved, -Cost) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref saved, Cost);
        return false;
    }
}
