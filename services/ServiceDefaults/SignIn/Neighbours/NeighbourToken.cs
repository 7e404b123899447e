using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.SignIn.Neighbours;

/// <summary>
/// By which our services know each other: a secret that all of them have in a file, or the one that daprd shows to its own
/// application. What callers write of themselves (<c>dapr-caller-app-id</c>) proves nothing and is not looked at.
/// </summary>
internal sealed class NeighbourToken(IOptions<AuthOptions> options, IConfiguration configuration, TimeProvider time)
{
    public const string Header = "fedml-neighbour-token";
    public const int MinLength = 32;

    private const string DaprHeader = "dapr-api-token";
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(10);

    private readonly Lock state = new();
    private readonly byte[][] ofDapr = Hashes([configuration["APP_API_TOKEN"] ?? ""]);
    private string[] ofFile = [];
    private byte[][] hashes = [];
    private long? lookedAt;

    /// <summary>What to show to neighbours; null: nothing.</summary>
    public string? Own
    {
        get
        {
            Look();
            return ofFile.FirstOrDefault();
        }
    }

    /// <summary>Whether a request comes from one of our services.</summary>
    public bool IsShownBy(HttpRequest request)
    {
        Look();
        return Matches(request.Headers[Header], hashes) | Matches(request.Headers[DaprHeader], ofDapr);
    }

    /// <summary>The first line is shown, each line is accepted: so it can be changed without a pause.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string[] Read(string file) => file.Length == 0 ? [] : [.. File.ReadLines(file).Take(10).Select(line => line.Trim()).Where(line => line.Length > 0)];

    private void Look()
    {
        lock (state)
        {
            if (lookedAt is { } looked && time.GetElapsedTime(looked) < NextLook)
            {
                return;
            }

            lookedAt = time.GetTimestamp();
            try
            {
                ofFile = Read(options.Value.NeighbourTokenFile);
                hashes = Hashes(ofFile);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A file that is being replaced: the last good ones go on.
            }
        }
    }

    // Hashes are of one length, so that comparing them tells nothing, and all are compared.
    private static bool Matches(Microsoft.Extensions.Primitives.StringValues shown, byte[][] known)
    {
        if (shown is not [{ Length: >= MinLength and <= 1024 } text])
        {
            return false;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return known.Aggregate(false, (found, each) => CryptographicOperations.FixedTimeEquals(hash, each) | found);
    }

    private static byte[][] Hashes(string[] tokens) => [.. tokens.Where(token => token.Length >= MinLength).Select(token => SHA256.HashData(Encoding.UTF8.GetBytes(token)))];
}
