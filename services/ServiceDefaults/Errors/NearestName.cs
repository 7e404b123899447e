namespace FedMl.ServiceDefaults.Errors;

/// <summary>What somebody may have meant who wrote a name that is not known.</summary>
public static class NearestName
{
    private const int MaxDistance = 3;

    // Longer names and lists are not worth the time: this is a courtesy.
    private const int MaxLength = 64;
    private const int MaxNames = 1000;

    /// <summary>The known name that a few strokes make of it, upper or lower case aside; null where none is that near.</summary>
    public static string? Of(string name, IReadOnlyCollection<string> known)
    {
        if (name.Length > MaxLength || known.Count > MaxNames)
        {
            return null;
        }

        var best = known.Where(k => k.Length <= MaxLength).Select(k => (Name: k, Distance: EditDistance(name, k))).MinBy(k => k.Distance);
        return best.Name is not null && best.Distance <= Math.Min(MaxDistance, name.Length / 2) ? best.Name : null;
    }

    private static int EditDistance(string left, string right)
    {
        Span<int> previous = stackalloc int[right.Length + 1];
        Span<int> current = stackalloc int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var isSame = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]);
                current[j] = Math.Min(previous[j - 1] + (isSame ? 0 : 1), Math.Min(previous[j], current[j - 1]) + 1);
            }

            current.CopyTo(previous);
        }

        return previous[right.Length];
    }
}
