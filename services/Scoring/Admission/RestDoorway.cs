using System.Buffers;
using FedMl.Scoring.Rest;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Admission;

/// <summary>The protocol over REST. A caller tells no deadline.</summary>
/// <param name="metrics">Counts what is refused.</param>
/// <param name="maxBytes">Larger bodies are not read.</param>
/// <param name="errors">Says what is refused in the protocol's words.</param>
internal sealed class RestDoorway(ScoringMetrics metrics, int maxBytes, InferenceErrors errors) : Doorway(metrics, maxBytes)
{
    public override long SizeOf(HttpRequest request, ReadOnlySequence<byte> body) => Math.Max(body.Length, request.ContentLength ?? 0);

    public override bool IsTooLarge(ReadOnlySequence<byte> body) => body.Length > MaxBytes;

    public override TimeSpan? TimeOf(HttpRequest request) => null;

    public override void SetTimeLeft(HttpRequest request, TimeSpan left)
    {
    }

    public override int? PriorityOf(ReadOnlySequence<byte> body) => JsonPriority.Of(body);

    public override Task RefuseAsync(HttpContext context, ServiceException refusal) => errors.AnswerTo(refusal, context).ExecuteAsync(context);

    protected override string EncodingOf(HttpRequest request) => request.Headers.ContentEncoding.ToString();
}
