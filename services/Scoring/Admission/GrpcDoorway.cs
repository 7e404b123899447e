using System.Buffers;
using System.Buffers.Binary;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Admission;

/// <summary>Unary gRPC: a byte that tells compression, four of length, the message.</summary>
/// <param name="metrics">Counts what is refused.</param>
/// <param name="maxBytes">Longer messages are not read.</param>
/// <param name="hasParameters">Whether the message is a ModelInferRequest, whose parameters can have a priority.</param>
internal sealed class GrpcDoorway(ScoringMetrics metrics, int maxBytes, bool hasParameters) : Doorway(metrics, maxBytes)
{
    private const int PrefixBytes = 5;

    public override long SizeOf(HttpRequest request, ReadOnlySequence<byte> body) => Math.Max(body.Length, PrefixBytes + LengthOf(body) ?? 0);

    public override bool IsTooLarge(ReadOnlySequence<byte> body) => LengthOf(body) > MaxBytes;

    public override TimeSpan? TimeOf(HttpRequest request) => GrpcTimeout.Parse(request.Headers.GrpcTimeout.ToString());

    public override void SetTimeLeft(HttpRequest request, TimeSpan left) => request.Headers.GrpcTimeout = GrpcTimeout.Format(left);

    public override int? PriorityOf(ReadOnlySequence<byte> body) =>
        hasParameters && body.FirstSpan is [0, ..] && body.Length > PrefixBytes ? MessagePriority.Of(body.Slice(PrefixBytes)) : null;

    public override Task RefuseAsync(HttpContext context, ServiceException refusal)
    {
        TrailersOnly.Write(context.Response, refusal);
        return Task.CompletedTask;
    }

    protected override string EncodingOf(HttpRequest request) => request.Headers.GrpcEncoding.ToString();

    private static long? LengthOf(ReadOnlySequence<byte> body)
    {
        if (body.Length < PrefixBytes)
        {
            return null;
        }

        Span<byte> prefix = stackalloc byte[PrefixBytes];
        body.Slice(0, PrefixBytes).CopyTo(prefix);
        return BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
    }
}
