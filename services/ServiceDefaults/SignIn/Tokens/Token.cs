using System.Buffers.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FedMl.ServiceDefaults.SignIn.Tokens;

/// <summary>A token as it was sent, taken apart and not yet believed. Texts of it go into no message and no log.</summary>
internal sealed partial class Token
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private readonly JsonElement header;
    private readonly JsonElement claims;

    private Token(string value, JsonElement header, JsonElement claims)
    {
        Value = value;
        this.header = header;
        this.claims = claims;
    }

    public string Value { get; }

    public string? Algorithm => TextOf(header, "alg");

    public string? KeyId => TextOf(header, "kid");

    /// <summary>Whether the header asks for something that only who understands it may pass over.</summary>
    public bool HasCritical => header.TryGetProperty("crit", out _);

    /// <summary>Null where the text is no token.</summary>
    public static Token? Parse(string text)
    {
        if (!Shape().IsMatch(text))
        {
            return null;
        }

        var parts = text.Split('.');
        return Object(parts[0]) is { } header && Object(parts[1]) is { } claims ? new Token(text, header, claims) : null;
    }

    /// <summary>A claim that is one text; null where it is missing or something else.</summary>
    public string? Text(string claim) => TextOf(claims, claim);

    /// <summary>A claim that is a text or a list of texts; none where it is something else.</summary>
    public IReadOnlyList<string> Texts(string claim) => claims.TryGetProperty(claim, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(item => item.GetString()!)],
            _ => [],
        }
        : [];

    /// <summary>A claim that is a text within an object; null where it is missing or something else.</summary>
    public string? Text(string claim, string within) =>
        claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.Object ? TextOf(value, within) : null;

    public bool Has(string claim) => claims.TryGetProperty(claim, out _);

    /// <summary>A claim that is a point in time, in seconds; null where it is missing or something else.</summary>
    public DateTimeOffset? Time(string claim) =>
        claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) &&
        seconds >= DateTimeOffset.UnixEpoch.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    private static string? TextOf(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Object(string part)
    {
        try
        {
            var json = JsonElement.Parse(Base64Url.DecodeFromChars(part), Strict);
            return json.ValueKind == JsonValueKind.Object ? json : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\z")]
    private static partial Regex Shape();
}
