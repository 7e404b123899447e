using Google.Protobuf;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Walks through a serialized message without keeping any of it.</summary>
internal static class NestedMessages
{
    /// <summary>Enters the message whose tag was read.</summary>
    /// <returns>Where it ends.</returns>
    /// <exception cref="InvalidDataException">It reaches beyond the message that holds it.</exception>
    public static long Enter(this CodedInputStream input, long outerEnd)
    {
        var length = input.ReadLength();
        var end = input.Position + length;
        return length >= 0 && end <= outerEnd ? end : throw new InvalidDataException("A message reaches beyond the one that holds it.");
    }
}
