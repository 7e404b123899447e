using Microsoft.AspNetCore.Http;

namespace FedMl.Tests.Datasphere;

/// <summary>Sends an answer, with what goes wrong on the way.</summary>
internal static class Sending
{
    public static async Task SendAsync(HttpContext context, Answer answer, Fault? fault)
    {
        var half = answer.Body.AsMemory(0, answer.Body.Length / 2);
        switch (fault)
        {
            case Fault.Status status:
                context.Response.StatusCode = status.Code;
                context.Response.Headers.RetryAfter = status.RetryAfter;
                break;
            case Fault.Redirect redirect:
                context.Response.StatusCode = StatusCodes.Status302Found;
                context.Response.Headers.Location = redirect.Location;
                break;
            case Fault.ResetInBody:
                await StartAsync(context, answer, half, answer.Body.Length);
                context.Abort();
                break;
            case Fault.Stuck:
                await StartAsync(context, answer, half, answer.Body.Length);
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
                break;
            case Fault.Trickle:
                await StartAsync(context, answer, half[..1], answer.Body.Length);
                for (var i = 1; i < answer.Body.Length; i++)
                {
                    await Task.Delay(200, context.RequestAborted);
                    await context.Response.Body.WriteAsync(answer.Body.AsMemory(i, 1), context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                }

                break;
            case Fault.HalfOfTheBody:
                await StartAsync(context, answer, half, half.Length);
                break;
            case Fault.Body body:
                var text = System.Text.Encoding.UTF8.GetBytes(body.Text);
                await StartAsync(context, answer with { ContentType = body.ContentType }, text, text.Length);
                break;
            case Fault.Encoded encoded:
                context.Response.Headers.ContentEncoding = encoded.Encoding;
                await StartAsync(context, answer, encoded.Bytes, encoded.Bytes.Length);
                break;
            default:
                await StartAsync(context, answer, answer.Body, answer.Body.Length);
                break;
        }
    }

    private static async Task StartAsync(HttpContext context, Answer answer, ReadOnlyMemory<byte> body, int length)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers.ContentLength = length;
        context.Response.Headers["OData-Version"] = "4.0";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
