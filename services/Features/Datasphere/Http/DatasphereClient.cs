using System.Net;
using System.Net.Http.Headers;

namespace FedMl.Features.Datasphere.Http;

/// <summary>Reads from the tenant. Requests go nowhere else: with them goes a token.</summary>
internal sealed class DatasphereClient(IHttpClientFactory clients, AccessTokens tokens, ReadPipeline pipeline, DatasphereOptions options, TimeProvider time)
{
    public const string Json = "application/json";
    public const string Xml = "application/xml";

    private readonly Links links = new(new Uri(options.BaseAddress));

    public DatasphereOptions Options => options;

    /// <summary>The same for requests that another pipeline runs.</summary>
    public DatasphereClient Through(ReadPipeline other) => new(clients, tokens, other, options, time);

    /// <summary>Reads one answer.</summary>
    /// <param name="mediaType">What the answer must be.</param>
    /// <param name="read">Reads its body; once more from the beginning where that breaks off.</param>
    /// <exception cref="UpstreamException">There is no answer.</exception>
    public Task<T> GetAsync<T>(Uri uri, string mediaType, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        links.Check(uri);
        return pipeline.RunAsync(async token => await Transport.TranslateAsync("the tenant", () => TryAsync(uri, mediaType, read, token), token), cancellationToken);
    }

    /// <summary>Reads one answer whole, and what it says.</summary>
    public Task<T> GetAsync<T>(Uri uri, string mediaType, Func<ReadOnlyMemory<byte>, T> parse, CancellationToken cancellationToken) =>
        GetAsync(uri, mediaType, async (body, token) => parse(await Transport.ReadAllAsync(body, options.MaxPageBytes, token)), cancellationToken);

    /// <summary>Reads pages, of which each names the next.</summary>
    /// <param name="read">Reads one; once more from the beginning where it breaks off.</param>
    /// <param name="take">Takes one that was read, and tells the link to the next, or null.</param>
    /// <exception cref="UpstreamException">A page cannot be read, or they lead round, elsewhere or too far.</exception>
    public async Task WalkAsync<T>(Uri first, Func<Stream, CancellationToken, Task<T>> read, Func<T, string?> take, CancellationToken cancellationToken)
    {
        HashSet<Uri> seen = [];
        for (var next = first; next is not null;)
        {
            if (!seen.Add(next))
            {
                throw new UpstreamException("its pages lead back to where they were", isTransient: false);
            }

            if (seen.Count > options.MaxPages)
            {
                throw new UpstreamException($"an answer has more than {options.MaxPages} pages ({FeaturesOptions.Section}:{nameof(FeaturesOptions.Datasphere)}:{nameof(options.MaxPages)})", isTransient: false);
            }

            var link = take(await GetAsync(next, Json, read, cancellationToken));
            next = link is null ? null : links.Next(next, link);
        }
    }

    /// <summary>An address that the tenant has told.</summary>
    /// <exception cref="UpstreamException">It is not the tenant's.</exception>
    public Uri Resolve(Uri from, string link) => links.Resolve(from, link);

    private async Task<T> TryAsync<T>(Uri uri, string mediaType, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(cancellationToken);
        var response = await SendAsync(uri, mediaType, token, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            // It may have been revoked. Not so a new one.
            response.Dispose();
            tokens.Discard(token);
            response = await SendAsync(uri, mediaType, await tokens.GetAsync(cancellationToken), cancellationToken);
        }

        using (response)
        {
            UpstreamException.ThrowUnlessAnswered(response, "the tenant", time);
            if (response.Content.Headers.ContentType?.MediaType != mediaType)
            {
                throw new UpstreamException($"its answer is not {mediaType}", isTransient: false);
            }

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await read(body, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri uri, string mediaType, string token, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(Transport.ClientName);
        using var message = new HttpRequestMessage(HttpMethod.Get, uri);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        message.Headers.Accept.ParseAdd(mediaType);
        return await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
