using System.Text.Json;

namespace FedMl.Scoring.Rest;

/// <summary>
/// Walks the values of lists in lists, row by row. Flat and nested are both taken, but lists of one level must be
/// equally long: a ragged list puts values where nobody wanted them.
/// </summary>
internal ref struct JsonLists
{
    /// <summary>Levels that are left for data: it is in an object in a list in an object.</summary>
    public const int MaxDepth = JsonCursor.MaxDepth - 3;

    /// <summary>Levels to be counted: the outermost value's, those of lists, and the one that none reaches.</summary>
    public const int Levels = MaxDepth + 2;

    // For each level: members of the list that is open, and of those before it (-1: none yet).
    private readonly Span<int> open;
    private readonly Span<int> closed;
    private int depth;
    private int leafDepth = -1;

    /// <summary>Stands on a value after <see cref="MoveNext"/>.</summary>
    public Utf8JsonReader Reader;

    /// <param name="json">The value of <c>data</c>.</param>
    /// <param name="counts">Memory for twice <see cref="Levels"/> numbers.</param>
    public JsonLists(ReadOnlySpan<byte> json, Span<int> counts)
    {
        Reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        open = counts[..Levels];
        closed = counts[Levels..];
        open[0] = 0;
        closed.Fill(-1);
    }

    /// <summary>True where lists of one level differ.</summary>
    public bool IsRagged { get; private set; }

    /// <summary>Moves to the next value; an object counts as one. False at the end.</summary>
    /// <exception cref="JsonException">The bytes are no JSON.</exception>
    public bool MoveNext()
    {
        while (Reader.Read())
        {
            switch (Reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    IsRagged |= depth == leafDepth;
                    open[depth]++;
                    open[++depth] = 0;
                    break;
                case JsonTokenType.EndArray:
                    IsRagged |= closed[depth] >= 0 && closed[depth] != open[depth];
                    closed[depth] = open[depth];
                    depth--;
                    break;
                default:
                    Reader.Skip();
                    IsRagged |= closed[depth + 1] >= 0;
                    leafDepth = depth;
                    open[depth]++;
                    return true;
            }
        }

        return false;
    }
}
