using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.SignIn.Keys;

/// <summary>
/// Key sets by their source, in bounded number. Whoever sends made-up tenants neither pushes out the sets of real ones nor
/// reaches the issuers more often than allowed.
/// </summary>
internal sealed class KeySets(KeyFetcher fetcher, IOptions<AuthOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly KeyOptions limits = options.Value.Keys;
    private readonly Dictionary<KeySource, KeySet> sets = [];
    private long minuteBegan;
    private int begun;

    /// <exception cref="ServiceException">Too many new sources were asked for within a minute.</exception>
    public KeySet Of(KeySource source)
    {
        lock (sets)
        {
            if (sets.TryGetValue(source, out var known))
            {
                return known;
            }

            TakeTurn();
            if (sets.Count >= limits.MaxSets)
            {
                sets.Remove(sets.OrderBy(set => set.Value.Proven).ThenBy(set => set.Value.UsedAt).First().Key);
            }

            return sets[source] = new KeySet(source, fetcher, limits, time);
        }
    }

    private void TakeTurn()
    {
        if (begun == 0 || time.GetElapsedTime(minuteBegan) >= Minute)
        {
            (minuteBegan, begun) = (time.GetTimestamp(), 0);
        }

        if (++begun > limits.MaxNewSetsPerMinute)
        {
            begun--;
            throw new ServiceException(ErrorReason.IssuerUnavailable, "The token cannot be judged now: too many new tenants came within a minute.") { RetryAfter = Minute };
        }
    }
}
