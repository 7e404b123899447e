using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FedMl.Protos.Errors.V1;

namespace FedMl.Features.Datasphere.Http;

/// <summary>The token that requests carry: kept, asked for again before it expires, and by one for all who wait.</summary>
internal sealed class AccessTokens(IHttpClientFactory clients, DatasphereOptions options, DatasphereMetrics metrics, TimeProvider time)
{
    private const int MaxBytes = 64 * 1024;
    private static readonly TimeSpan MaxMargin = TimeSpan.FromSeconds(60);

    private readonly Lock gate = new();
    private AccessToken? current;
    private Task<AccessToken>? request;

    /// <summary>By how much the clock of whoever issued the last token was ahead of this machine's; null: it did not say.</summary>
    public TimeSpan? ClockSkew { get; private set; }

    /// <exception cref="UpstreamException">There is none to be had.</exception>
    public async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        Task<AccessToken> pending;
        lock (gate)
        {
            if (current is { } kept && time.GetUtcNow() < kept.RefreshAt)
            {
                return kept.Value;
            }

            // Not the caller's to cancel: others wait for it too.
            pending = request is { IsCompleted: false } ? request : request = RequestForAllAsync();
        }

        try
        {
            return (await pending.WaitAsync(cancellationToken)).Value;
        }
        catch (UpstreamException) when (current is { } old && time.GetUtcNow() < old.Expiry)
        {
            return old.Value;
        }
    }

    /// <summary>The tenant does not take it any more.</summary>
    public void Discard(string token)
    {
        lock (gate)
        {
            current = current?.Value == token ? null : current;
        }
    }

    private async Task<AccessToken> RequestForAllAsync()
    {
        // The lock is held by whoever called.
        await Task.Yield();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(options.RequestTimeoutSeconds), time);
        var token = await Transport.TranslateAsync("the token end point", async () => await RequestAsync(timeout.Token), timeout.Token);
        lock (gate)
        {
            current = token;
        }

        return token;
    }

    private async Task<AccessToken> RequestAsync(CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, options.TokenUrl);
        message.Headers.Accept.ParseAdd("application/json");
        using var client = Authenticate(message);
        metrics.TokenAsked();
        var asked = time.GetUtcNow();
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        ClockSkew = response.Headers.Date - time.GetUtcNow();
        UpstreamException.ThrowUnlessAnswered(response, "the token end point", time);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return Read(await Transport.ReadAllAsync(body, MaxBytes, cancellationToken), asked);
    }

    /// <summary>What sends the request, and the client's name and proof in it.</summary>
    private HttpClient Authenticate(HttpRequestMessage message)
    {
        KeyValuePair<string, string> grant = new("grant_type", "client_credentials");
        if (options.HasClientCertificate)
        {
            message.Content = new FormUrlEncodedContent([grant, new("client_id", options.ClientId)]);
            // Read each time, so that it can be replaced, and so a connection of its own.
            return ClientCertificate.TryRead(options.ClientCertificateFile, options.ClientKeyFile, out var own)
                ? new HttpClient(Connections.Handler(options, own)) { Timeout = Timeout.InfiniteTimeSpan }
                : throw new UpstreamException("the files of the client's certificate cannot be read", isTransient: false, reason: ErrorReason.SourceCredentialsRefused);
        }

        if (!SecretFile.TryRead(options.ClientSecretFile, out var secret))
        {
            throw new UpstreamException("the file of the client's secret cannot be read", isTransient: false, reason: ErrorReason.SourceCredentialsRefused);
        }

        message.Content = new FormUrlEncodedContent([grant]);
        // Not encoded as a form would be: ids hold ! and |, and the server takes them as they stand.
        message.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.ClientId}:{secret}")));
        return clients.CreateClient(Transport.ClientName);
    }

    private static AccessToken Read(ReadOnlyMemory<byte> body, DateTimeOffset asked)
    {
        using var json = JsonDocument.Parse(body);
        if (json.RootElement is not { ValueKind: JsonValueKind.Object } root
            || !root.TryGetProperty("access_token", out var value) || value.ValueKind != JsonValueKind.String
            || !root.TryGetProperty("expires_in", out var seconds) || seconds.ValueKind != JsonValueKind.Number || !seconds.TryGetInt32(out var lifeSeconds) || lifeSeconds <= 0
            || value.GetString() is not { Length: > 0 } token || token.Any(c => c is <= ' ' or >= (char)127))
        {
            throw new UpstreamException("the token end point answers with no token", isTransient: true);
        }

        var life = TimeSpan.FromSeconds(lifeSeconds);
        var margin = life / 10 < MaxMargin ? life / 10 : MaxMargin;
        return new AccessToken(token, asked + life - margin, asked + life);
    }

    private sealed record AccessToken(string Value, DateTimeOffset RefreshAt, DateTimeOffset Expiry);
}
