using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace FedMl.Models.AzureMl;

/// <summary>Calls of Azure's management interface: JSON in and out, limits on time and size.</summary>
internal sealed class ArmClient(HttpPipeline pipeline, AzureMlOptions options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 32 };

    /// <param name="uri">What to get.</param>
    /// <param name="what">What it is, for people.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="AzureCallException">It cannot be had.</exception>
    public Task<T> GetAsync<T>(Uri uri, string what, CancellationToken cancellationToken) =>
        SendAsync<T>(RequestMethod.Get, uri, null, what, cancellationToken);

    /// <exception cref="AzureCallException">It cannot be had.</exception>
    public Task<T> PostAsync<T>(Uri uri, object? body, string what, CancellationToken cancellationToken) =>
        SendAsync<T>(RequestMethod.Post, uri, body, what, cancellationToken);

    /// <summary>All entries of a list, page by page.</summary>
    /// <exception cref="AzureCallException">A page cannot be had, leads elsewhere or round in a circle.</exception>
    public async IAsyncEnumerable<T> ListAsync<T>(Uri first, string what, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var next = first; next is not null;)
        {
            if (!seen.Add(next.AbsoluteUri) || seen.Count > options.MaxPages)
            {
                throw new AzureCallException(what, $"its pages lead round in a circle, or are more than {options.MaxPages}");
            }

            var page = await GetAsync<Page<T>>(next, what, cancellationToken);
            foreach (var entry in page.Value ?? throw new AzureCallException(what, "a page without entries"))
            {
                yield return entry;
            }

            next = string.IsNullOrEmpty(page.NextLink) ? null : OfSameOrigin(first, page.NextLink, what);
        }
    }

    /// <summary>Puts something; the answer may be that it takes time, or no.</summary>
    public Task<ArmAnswer> PutAsync(Uri uri, object body, string what, CancellationToken cancellationToken) =>
        ExchangeAsync(RequestMethod.Put, uri, body, what, cancellationToken);

    /// <summary>Deletes something; the answer may be that it takes time, or no.</summary>
    public Task<ArmAnswer> DeleteAsync(Uri uri, string what, CancellationToken cancellationToken) =>
        ExchangeAsync(RequestMethod.Delete, uri, null, what, cancellationToken);

    /// <summary>Gets something, whatever its status.</summary>
    public Task<ArmAnswer> AskAsync(Uri uri, string what, CancellationToken cancellationToken) =>
        ExchangeAsync(RequestMethod.Get, uri, null, what, cancellationToken);

    internal static Uri OfSameOrigin(Uri first, string link, string what) =>
        Uri.TryCreate(link, UriKind.Absolute, out var next)
        && Uri.Compare(first, next, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
            ? next
            : throw new AzureCallException(what, "the next page is at another server");

    private async Task<T> SendAsync<T>(RequestMethod method, Uri uri, object? body, string what, CancellationToken cancellationToken)
    {
        var answer = await ExchangeAsync(method, uri, body, what, cancellationToken);
        return answer.Status == 200
            ? Parse<T>(answer.Body, what)
            : throw AzureCallException.OfAnswer(what, answer.Status, ErrorCode(answer.Body), answer.RetryAfter);
    }

    internal static T Parse<T>(ReadOnlyMemory<byte> body, string what)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, Json) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new AzureCallException(what, "the answer is not the JSON that it should be");
        }
    }

    private async Task<ArmAnswer> ExchangeAsync(RequestMethod method, Uri uri, object? body, string what, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(options.CallTimeoutSeconds));
        using var message = pipeline.CreateMessage();
        message.BufferResponse = false; // Read below, up to a limit.
        message.Request.Method = method;
        message.Request.Uri.Reset(uri);
        message.Request.Headers.Add("Accept", "application/json");
        if (body is not null)
        {
            message.Request.Headers.Add("Content-Type", "application/json");
            message.Request.Content = RequestContent.Create(JsonSerializer.SerializeToUtf8Bytes(body, Json));
        }

        try
        {
            await pipeline.SendAsync(message, timeout.Token);
            var answer = await ReadAsync(message.Response.ContentStream, what, timeout.Token);
            return new ArmAnswer(
                message.Response.Status, answer, Header(message.Response, "Azure-AsyncOperation"), Header(message.Response, "Location"), RetryAfter.Of(message.Response));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw AzureCallException.OfTimeout(what, options.CallTimeoutSeconds);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && AzureCallException.OfLibrary(what, exception) is { } failure)
        {
            throw failure;
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(Stream? content, string what, CancellationToken cancellationToken)
    {
        using var answer = new MemoryStream();
        var piece = new byte[16 * 1024];
        while (content is not null && await content.ReadAsync(piece, cancellationToken) is > 0 and var read)
        {
            answer.Write(piece, 0, read);
            if (answer.Length > options.MaxAnswerBytes)
            {
                throw new AzureCallException(what, $"an answer of more than {options.MaxAnswerBytes} bytes");
            }
        }

        return answer.ToArray();
    }

    private static string? Header(Azure.Response response, string name) => response.Headers.TryGetValue(name, out var value) ? value : null;

    internal static string? ErrorCode(ReadOnlyMemory<byte> answer)
    {
        try
        {
            return JsonSerializer.Deserialize<ErrorAnswer>(answer.Span, Json)?.Error?.Code;
        }
        catch (JsonException)
        {
            return null; // A page of HTML from something in between.
        }
    }
}
