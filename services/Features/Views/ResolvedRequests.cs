namespace FedMl.Features.Views;

/// <summary>
/// The lists of features that were asked for before, so that they are not looked up one by one again. Requests are made by
/// programs, which ask for the same few; any more are answered, not remembered.
/// </summary>
internal sealed class ResolvedRequests
{
    private const int MaxRemembered = 64;
    private volatile ResolvedFeatures[] remembered = [];

    public ResolvedFeatures? Find(IReadOnlyList<string> references)
    {
        foreach (var known in remembered)
        {
            if (known.Are(references))
            {
                return known;
            }
        }

        return null;
    }

    public void Remember(ResolvedFeatures resolved)
    {
        // Two at a time may lose one, which is then looked up once more.
        if (remembered is { Length: < MaxRemembered } known)
        {
            remembered = [.. known, resolved];
        }
    }
}
