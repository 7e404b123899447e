using System.Diagnostics;
using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Admission;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Scoring.Admission;

/// <summary>
/// The door before an endpoint that scores. A request is in flight from when its body is here and it is let in until
/// its answer is written; one that cannot be let in is refused before its body is read.
/// </summary>
internal sealed class InferenceDoor(RequestDelegate next, Doorway doorway, AdmissionControl control, TimeProvider time)
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    public Task EnterAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > ArrivingBody.MaxUnasked && control.Foresee(doorway.WeightOf(request, request.ContentLength.Value), DeadlineOf(request)) is { } refusal)
        {
            return RefuseAsync(context, refusal, Stopwatch.GetTimestamp());
        }

        var whole = BytesOfWhole(request);
        return whole is { } bytes && control.TryAdmit(doorway.WeightOf(request, bytes), out var permit) ? AnswerAsync(context, permit) : WaitAsync(context, whole);
    }

    private async Task WaitAsync(HttpContext context, long? whole)
    {
        var began = Stopwatch.GetTimestamp();
        var request = context.Request;
        var deadline = DeadlineOf(request);

        // 1: the whole body
        if (whole is not { } bytes)
        {
            var body = new ArrivingBody(request, doorway, control);
            var arrival = await ArriveAsync(body, deadline);
            bytes = body.Bytes;
            body.LetGo();
            if (arrival != Arrival.Whole)
            {
                await (arrival switch
                {
                    Arrival.Refused => RefuseAsync(context, body.Refusal!, began),
                    Arrival.Late => RefuseAsync(context, new ServiceException(ErrorReason.DeadlineExceeded, "The deadline passed before the request was here."), began),
                    Arrival.Gone => RefuseAsync(context, new ServiceException(ErrorReason.Cancelled, "The caller went away."), began),
                    _ => next(context),
                });
                return;
            }
        }

        // 2: its turn
        if (await AdmitAsync(context, doorway.WeightOf(request, bytes), deadline) is not { } permit)
        {
            return;
        }

        if (permit.Refusal is { } refusal)
        {
            await RefuseAsync(context, refusal, began);
            return;
        }

        // 3: the answer
        if (deadline != DateTime.MaxValue)
        {
            doorway.SetTimeLeft(request, deadline - time.GetUtcNow().UtcDateTime);
        }

        await AnswerAsync(context, permit);
    }

    // Null: not all of it has come with its headers. It stays in the request's reader.
    private static long? BytesOfWhole(HttpRequest request)
    {
        try
        {
            if (!request.BodyReader.TryRead(out var result))
            {
                return null;
            }

            request.BodyReader.AdvanceTo(result.Buffer.Start);
            return result.IsCompleted ? result.Buffer.Length : null;
        }
        catch (IOException)
        {
            // Who reads it meets the same.
            return null;
        }
    }

    private async Task<Arrival> ArriveAsync(ArrivingBody body, DateTime deadline)
    {
        var left = deadline - time.GetUtcNow().UtcDateTime;
        if (left > LongestTimer)
        {
            return await body.WaitAsync(deadline, CancellationToken.None);
        }

        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        return await body.WaitAsync(deadline, late.Token);
    }

    // Null: the caller has gone.
    private async ValueTask<Permit?> AdmitAsync(HttpContext context, long bytes, DateTime deadline)
    {
        if (control.TryAdmit(bytes, out var permit))
        {
            return permit;
        }

        try
        {
            return await control.AdmitAsync(bytes, PriorityOf(context.Request), deadline, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private int PriorityOf(HttpRequest request)
    {
        if (!request.BodyReader.TryRead(out var result))
        {
            return control.DefaultPriority;
        }

        var priority = doorway.PriorityOf(result.Buffer);
        request.BodyReader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        return priority ?? control.DefaultPriority;
    }

    private Task AnswerAsync(HttpContext context, Permit permit)
    {
        Task answering;
        try
        {
            answering = next(context);
        }
        catch
        {
            permit.Dispose();
            throw;
        }

        if (!answering.IsCompleted)
        {
            return LeaveAsync(answering, permit);
        }

        permit.Dispose();
        return answering;
    }

    private static async Task LeaveAsync(Task answering, Permit permit)
    {
        using (permit)
        {
            await answering;
        }
    }

    private Task RefuseAsync(HttpContext context, ServiceException refusal, long began)
    {
        doorway.Metrics.Count(began, refusal);
        return doorway.RefuseAsync(context, refusal);
    }

    private DateTime DeadlineOf(HttpRequest request) =>
        doorway.TimeOf(request) is { } left ? time.GetUtcNow().UtcDateTime + left : DateTime.MaxValue;
}
