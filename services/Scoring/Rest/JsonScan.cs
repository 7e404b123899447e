using System.Buffers;

namespace FedMl.Scoring.Rest;

/// <summary>
/// Finds the end of a list without reading what it holds: a reader would look at each value twice, once to find the
/// end and once for itself. What is wrong in the list is found when it is read.
/// </summary>
internal static class JsonScan
{
    private static readonly SearchValues<byte> Marks = SearchValues.Create("[]{}\""u8);

    /// <summary>Length of the list that begins here; 0: no list begins, it does not end, or it holds an object.</summary>
    public static int LengthOfList(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != (byte)'[')
        {
            return 0;
        }

        var depth = 0;
        var position = 0;
        while (json[position..].IndexOfAny(Marks) is var next and >= 0)
        {
            position += next;
            switch (json[position])
            {
                case (byte)'[':
                    depth++;
                    position++;
                    break;
                case (byte)']':
                    depth--;
                    position++;
                    break;
                case (byte)'"' when LengthOfText(json[position..]) is var length and > 0:
                    position += length;
                    break;
                default:
                    return 0;
            }

            if (depth == 0)
            {
                return position;
            }
        }

        return 0;
    }

    // Length of the text that begins here; 0: it does not end.
    private static int LengthOfText(ReadOnlySpan<byte> json)
    {
        var position = 1;
        while (position < json.Length && json[position..].IndexOfAny((byte)'"', (byte)'\\') is var next and >= 0)
        {
            position += next;
            if (json[position] == (byte)'"')
            {
                return position + 1;
            }

            position += 2;
        }

        return 0;
    }
}
