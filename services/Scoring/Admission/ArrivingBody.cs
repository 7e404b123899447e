using System.IO.Pipelines;
using FedMl.ScoringEngine.Admission;
using FedMl.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Connections;

namespace FedMl.Scoring.Admission;

/// <summary>
/// A body that is not here in whole. It stays in the request's reader for whoever reads it; its bytes are counted as
/// they come, so that slow senders hold no more than the door allows, and none of them is in flight meanwhile.
/// </summary>
internal sealed class ArrivingBody(HttpRequest request, Doorway doorway, AdmissionControl control)
{
    /// <summary>
    /// A larger body is judged as soon as it tells its size, and its sender not asked for the rest; a smaller one mostly
    /// comes with its headers, and only a body that is here can tell its priority.
    /// </summary>
    public const int MaxUnasked = 64 * 1024;

    private bool isJudged;

    /// <summary>Bytes that are here; counted until <see cref="LetGo"/>.</summary>
    public long Bytes { get; private set; }

    /// <summary>Why no more of it was taken.</summary>
    public ServiceException? Refusal { get; private set; }

    /// <summary>Waits for the end of the body.</summary>
    /// <param name="deadline">Point in time, UTC, at which nobody waits any more.</param>
    /// <param name="late">Cancelled then.</param>
    public async Task<Arrival> WaitAsync(DateTime deadline, CancellationToken late)
    {
        var reader = request.BodyReader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(late);
                if (Take(result, deadline) is { } arrival)
                {
                    // Of a body that has not ended, what is new is left unexamined: it comes again at once.
                    reader.AdvanceTo(result.Buffer.Start, result.IsCompleted ? result.Buffer.End : result.Buffer.GetPosition(Bytes));
                    return arrival;
                }

                Bytes = result.Buffer.Length;
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return Arrival.Late;
        }
        catch (ConnectionResetException)
        {
            // Nobody reads it a second time: Kestrel takes the read that failed for one that still goes on.
            request.HttpContext.Abort();
            return Arrival.Gone;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Too slow a sender, too long a body: who reads it meets and answers the same.
            return Arrival.Unreadable;
        }
    }

    public void LetGo()
    {
        control.LetGo(Bytes);
        Bytes = 0;
    }

    // Null: wait for more.
    private Arrival? Take(ReadResult result, DateTime deadline)
    {
        var body = result.Buffer;
        if (!result.IsCompleted && doorway.IsTooLarge(body))
        {
            return Arrival.Unreadable;
        }

        var size = doorway.SizeOf(request, body);
        if (!result.IsCompleted && !isJudged && size > MaxUnasked)
        {
            isJudged = true;
            Refusal = control.Foresee(doorway.WeightOf(request, size), deadline);
        }

        Refusal ??= control.TryHold(body.Length - Bytes);
        if (Refusal is not null)
        {
            return Arrival.Refused;
        }

        if (result.IsCompleted)
        {
            Bytes = body.Length;
            return Arrival.Whole;
        }

        return null;
    }
}
