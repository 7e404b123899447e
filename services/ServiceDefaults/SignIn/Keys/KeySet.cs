using System.Collections.Frozen;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.IdentityModel.Tokens;

namespace FedMl.ServiceDefaults.SignIn.Keys;

/// <summary>
/// The keys at one source. However many ask, one request is under way; a source that fails is left alone for a while, and
/// keys that nobody knows are looked for no more often than once a minute.
/// </summary>
internal sealed class KeySet(KeySource source, KeyFetcher fetcher, KeyOptions options, TimeProvider time)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    private readonly Lock state = new();
    private FrozenDictionary<string, JsonWebKey>? keys;
    private long fetchedAt;
    private long? failedAt;
    private long? lookedAt;
    private Task? underWay;

    public long UsedAt { get; private set; }

    /// <summary>Whether one of its keys has signed a token: then it is no made-up one.</summary>
    public bool Proven { get; set; }

    /// <summary>The key; null where the issuer has none of that id.</summary>
    /// <exception cref="ServiceException">Nobody can tell: the issuer cannot be reached.</exception>
    public async ValueTask<JsonWebKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        Task? fetch;
        JsonWebKey? key;
        lock (state)
        {
            UsedAt = time.GetTimestamp();
            key = keys?.GetValueOrDefault(id);
            fetch = ShouldFetch(key is not null) ? underWay ??= FetchAsync() : null;
        }

        if (fetch is not null)
        {
            await fetch.WaitAsync(cancellationToken);
        }

        lock (state)
        {
            var age = time.GetElapsedTime(fetchedAt);
            if (keys is null || age > TimeSpan.FromSeconds(options.KeptSeconds))
            {
                throw Unavailable();
            }

            key = keys.GetValueOrDefault(id);
            return key is null && failedAt is not null ? throw Unavailable() : key;
        }
    }

    private bool ShouldFetch(bool found)
    {
        if (failedAt is { } failed && time.GetElapsedTime(failed) < AfterFailure)
        {
            return false;
        }

        if (keys is null || time.GetElapsedTime(fetchedAt) >= TimeSpan.FromSeconds(options.FreshSeconds))
        {
            return true;
        }

        if (found || (lookedAt is { } looked && time.GetElapsedTime(looked) < BetweenLooks))
        {
            return false;
        }

        lookedAt = time.GetTimestamp();
        return true;
    }

    private async Task FetchAsync()
    {
        // So that the lock is never held while somebody waits.
        await Task.Yield();
        var answer = KeyFetch.Failed;
        try
        {
            answer = await fetcher.FetchAsync(source);
        }
        finally
        {
            Take(answer);
        }
    }

    private void Take(KeyFetch answer)
    {
        lock (state)
        {
            underWay = null;
            if (answer.Outcome == KeyOutcome.Failed)
            {
                failedAt = time.GetTimestamp();
            }
            else
            {
                (keys, fetchedAt, failedAt) = (answer.Keys, time.GetTimestamp(), null);
            }
        }
    }

    private static ServiceException Unavailable() =>
        new(ErrorReason.IssuerUnavailable, "The token cannot be judged now: its issuer's keys cannot be fetched.") { RetryAfter = AfterFailure };
}
