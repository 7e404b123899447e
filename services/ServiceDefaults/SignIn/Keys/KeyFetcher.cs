using System.Collections.Frozen;
using System.Net;
using System.Net.Security;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace FedMl.ServiceDefaults.SignIn.Keys;

/// <summary>Asks an issuer for its keys: one request, no redirect, a bounded answer in bounded time.</summary>
internal sealed class KeyFetcher(IOptions<AuthOptions> options, ILogger<KeyFetcher> logger) : IDisposable
{
    private const int MaxKeys = 100;
    private const int MinKeyBits = 2048;

    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 32,
        MaxConnectionsPerServer = 16,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = AuthorityFile.PolicyOf(options.Value.AuthorityFile) },
    });

    public async Task<KeyFetch> FetchAsync(KeySource source)
    {
        using var patience = new CancellationTokenSource(options.Value.Keys.TimeoutMilliseconds);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, source.Address);
            request.Headers.Add("Accept", "application/json");
            Tell(request, "x-app_tid", source.Tenant);
            Tell(request, "x-client_id", source.Client);
            Tell(request, "x-azp", source.Party);
            using var response = await client.SendAsync(request, patience.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => Parse(await ReadAsync(response.Content, patience.Token)),
                HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => Refused(source, response.StatusCode),
                _ => Failed(source, $"status {(int)response.StatusCode}"),
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException or FormatException)
        {
            return Failed(source, exception.GetType().Name);
        }
    }

    public void Dispose() => client.Dispose();

    private static void Tell(HttpRequestMessage request, string header, string? value)
    {
        if (value is not null)
        {
            request.Headers.Add(header, value);
        }
    }

    private async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var most = options.Value.Keys.MaxSetBytes;
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[most + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= most ? Encoding.UTF8.GetString(buffer, 0, length) : throw new FormatException("The key set is larger than allowed.");
    }

    private static KeyFetch Parse(string json)
    {
        try
        {
            var keys = new Dictionary<string, JsonWebKey>(StringComparer.Ordinal);
            foreach (var key in JsonWebKeySet.Create(json).Keys.Take(MaxKeys).Where(CanSign))
            {
                keys.TryAdd(key.Kid, key);
            }

            return new KeyFetch(KeyOutcome.Fetched, keys.ToFrozenDictionary(StringComparer.Ordinal));
        }
        catch (Exception exception) when (exception is ArgumentException or System.Text.Json.JsonException or InvalidOperationException)
        {
            throw new FormatException("The answer is no key set.", exception);
        }
    }

    private static bool CanSign(JsonWebKey key) =>
        key is { Kty: "RSA", Kid.Length: > 0 } && key.Use is null or "" or "sig" && key.Alg is null or "" or "RS256" && key.KeySize >= MinKeyBits;

    private KeyFetch Refused(KeySource source, HttpStatusCode status)
    {
        logger.KeysRefused(source.Address.Host, (int)status);
        return KeyFetch.Refused;
    }

    private KeyFetch Failed(KeySource source, string why)
    {
        logger.KeysNotFetched(source.Address.Host, why);
        return KeyFetch.Failed;
    }
}
