namespace FedMl.Features.Sources;

/// <summary>Further tries are paid for by requests: each brings a part of one, and a few are saved.</summary>
internal sealed class RetryBudget(int percent)
{
    private const int Price = 100;
    private const int MaxSaved = 10 * Price;

    private readonly Lock gate = new();
    private int saved = percent == 0 ? 0 : MaxSaved;

    public void Earn()
    {
        lock (gate)
        {
            saved = Math.Min(saved + percent, MaxSaved);
        }
    }

    public bool TrySpend()
    {
        lock (gate)
        {
            var isEnough = saved >= Price;
            saved -= isEnough ? Price : 0;
            return isEnough;
        }
    }
}
