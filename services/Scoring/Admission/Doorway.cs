using System.Buffers;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Admission;

/// <summary>What the door needs to know of a transport.</summary>
/// <param name="metrics">Counts what is refused.</param>
/// <param name="maxBytes">More bytes of a message are not read.</param>
internal abstract class Doorway(ScoringMetrics metrics, int maxBytes)
{
    // DEFLATE makes no more of a byte (zlib's technical details: 1032 to 1).
    private const int MostOfACompressedByte = 1032;

    public int MaxBytes => maxBytes;

    public ScoringMetrics Metrics => metrics;

    /// <summary>Bytes that the body is going to have, as far as it tells; at least those that are here.</summary>
    public abstract long SizeOf(HttpRequest request, ReadOnlySequence<byte> body);

    /// <summary>True where it is larger than is read: who reads it refuses it as ever.</summary>
    public abstract bool IsTooLarge(ReadOnlySequence<byte> body);

    /// <summary>Bytes that a body can take; more than it has where it is compressed.</summary>
    public long WeightOf(HttpRequest request, long bytes) =>
        EncodingOf(request) is "" or "identity" ? bytes : Math.Min(maxBytes, bytes * MostOfACompressedByte);

    /// <summary>Time that the caller has given; null: as much as it takes.</summary>
    public abstract TimeSpan? TimeOf(HttpRequest request);

    /// <summary>Tells whoever answers how much of that time is left.</summary>
    public abstract void SetTimeLeft(HttpRequest request, TimeSpan left);

    /// <summary>The priority that the message asks for; null: none.</summary>
    public abstract int? PriorityOf(ReadOnlySequence<byte> body);

    public abstract Task RefuseAsync(HttpContext context, ServiceException refusal);

    /// <summary>How the body is compressed, as its header tells; empty: not.</summary>
    protected abstract string EncodingOf(HttpRequest request);
}
