using System.Text.Json.Nodes;

namespace FedMl.Models.AzureMl;

/// <summary>Operations that Azure accepts and does later: it says where to ask how far it is, and how often.</summary>
internal sealed class LongOperation(ArmClient arm, TimeProvider time, TimeSpan longest)
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <param name="answer">What Azure answered when it was asked.</param>
    /// <param name="asked">Where it was asked; no other server is followed.</param>
    /// <param name="what">What it is, for people.</param>
    /// <param name="cancellationToken">Ends the wait; the operation goes on.</param>
    /// <exception cref="AzureCallException">It failed, or takes too long.</exception>
    public async Task WaitAsync(ArmAnswer answer, Uri asked, string what, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        Check(answer, what);
        while ((answer.AsyncOperation ?? answer.Location) is { } link && (answer.AsyncOperation is not null || answer.Status == 202))
        {
            if (time.GetElapsedTime(began) > longest)
            {
                throw new AzureCallException(what, $"it is not done after {longest.TotalSeconds} seconds; it goes on in Azure");
            }

            var wait = answer.RetryAfter ?? Usual;
            await Task.Delay(wait > Shortest ? wait : Shortest, time, cancellationToken);
            var next = await arm.AskAsync(ArmClient.OfSameOrigin(asked, link, what), what, cancellationToken);
            Check(next, what);
            if (answer.AsyncOperation is not null && IsDone(next, what))
            {
                return;
            }

            // Where the answer does not say where to ask, it is where it was.
            answer = next with { AsyncOperation = answer.AsyncOperation is null ? null : next.AsyncOperation ?? answer.AsyncOperation, Location = next.Location ?? answer.Location };
        }
    }

    private static void Check(ArmAnswer answer, string what)
    {
        if (answer.Status is not (200 or 201 or 202 or 204))
        {
            throw AzureCallException.OfAnswer(what, answer.Status, ArmClient.ErrorCode(answer.Body), answer.RetryAfter);
        }
    }

    private static bool IsDone(ArmAnswer answer, string what)
    {
        var operation = ArmClient.Parse<JsonObject>(answer.Body, what);
        var status = operation["status"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
        return status is "Failed" or "Canceled"
            ? throw AzureCallException.OfAnswer($"{what} has ended as {status}", 422, ArmClient.ErrorCode(answer.Body))
            : status == "Succeeded";
    }
}

/// <summary>An answer of Azure's management interface, whatever its status.</summary>
internal sealed record ArmAnswer(int Status, ReadOnlyMemory<byte> Body, string? AsyncOperation, string? Location, TimeSpan? RetryAfter);
