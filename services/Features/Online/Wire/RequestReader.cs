using System.Buffers;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Online.Wire;

/// <summary>
/// Reads requests. The references of features, which programs send again and again and which most of a request is, are
/// made into texts once.
/// </summary>
internal sealed class RequestReader
{
    /// <summary>Lists of references that are remembered; any more are read like the rest of a request.</summary>
    public const int MaxRemembered = 64;

    /// <summary>Size of a list that is remembered, bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    private const byte FeatureTag = (GetOnlineFeaturesRequest.FeaturesFieldNumber << 3) | 2;

    private volatile Known[] remembered = [];

    public int Remembered => remembered.Length;

    public GetOnlineFeaturesRequest Read(ReadOnlySequence<byte> payload)
    {
        var length = payload.IsSingleSegment ? ReferencesAtStart(payload.FirstSpan) : 0;
        if (length is 0 or > MaxBytes || TextsOf(payload.FirstSpan[..length]) is not { } texts)
        {
            return GetOnlineFeaturesRequest.Parser.ParseFrom(payload);
        }

        var request = GetOnlineFeaturesRequest.Parser.ParseFrom(payload.FirstSpan[length..]);
        if (request.Features.Count > 0)
        {
            // They go on behind other fields, where nobody looks for them here.
            return GetOnlineFeaturesRequest.Parser.ParseFrom(payload);
        }

        request.Features.AddRange(texts);
        return request;
    }

    /// <summary>How many bytes at the start are whole references.</summary>
    private static int ReferencesAtStart(ReadOnlySpan<byte> bytes)
    {
        var end = 0;
        while (end + 1 < bytes.Length && bytes[end] == FeatureTag)
        {
            // One of a length of two bytes or more is not read here.
            var length = bytes[end + 1];
            if (length > 127 || end + 2 + length > bytes.Length)
            {
                break;
            }

            end += 2 + length;
        }

        return end;
    }

    private string[]? TextsOf(ReadOnlySpan<byte> bytes)
    {
        var known = remembered;
        foreach (var list in known)
        {
            if (bytes.SequenceEqual(list.Bytes))
            {
                return list.Texts;
            }
        }

        if (known.Length == MaxRemembered)
        {
            return null;
        }

        var made = new Known(bytes.ToArray(), [.. GetOnlineFeaturesRequest.Parser.ParseFrom(bytes).Features]);
        remembered = [.. known, made];
        return made.Texts;
    }

    private sealed record Known(byte[] Bytes, string[] Texts);
}
