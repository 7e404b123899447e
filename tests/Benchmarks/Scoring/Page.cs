namespace FedMl.Benchmarks.Scoring;

/// <summary>Reads a page of a server that tells figures.</summary>
internal static class Page
{
    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler { UseProxy = false });

    /// <exception cref="LoadException">It cannot be read.</exception>
    public static async Task<string> ReadAsync(Uri page, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, page);
            using var response = await Http.SendAsync(request, cancellationToken);
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new LoadException($"{page} cannot be read: {exception.Message}", exception);
        }
    }
}
