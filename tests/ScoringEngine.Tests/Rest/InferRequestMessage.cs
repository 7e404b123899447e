using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FedMl.ScoringEngine.Tests.Rest;

/// <summary>A request as any HTTP client can send it.</summary>
internal sealed class InferRequestMessage
{
    public required string Model { get; init; }

    public string Json { get; init; } = "";

    /// <summary>Bytes behind the JSON.</summary>
    public byte[] Binary { get; init; } = [];

    /// <summary>What the header says of the JSON's length; null: there is no header.</summary>
    public string? JsonLength { get; init; }

    /// <summary>What the body is sent as, once it is in <see cref="Encoding"/>.</summary>
    public Func<byte[], byte[]> Encode { get; init; } = body => body;

    public string? Encoding { get; init; }

    /// <summary>True: sent in chunks, so that nothing tells its length before.</summary>
    public bool Chunked { get; init; }

    /// <summary>JSON with binary tensors behind it.</summary>
    public static InferRequestMessage WithBinary(string model, string json, byte[] binary) => new()
    {
        Model = model,
        Json = json,
        Binary = binary,
        JsonLength = System.Text.Encoding.UTF8.GetByteCount(json).ToString(CultureInfo.InvariantCulture),
    };

    public async Task<InferResponseMessage> SendAsync(RunningScoring host)
    {
        byte[] body = Encode([.. System.Text.Encoding.UTF8.GetBytes(Json), .. Binary]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Rest, $"/v2/models/{Model}/infer")) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = Chunked;
        if (JsonLength is not null)
        {
            request.Headers.TryAddWithoutValidation("Inference-Header-Content-Length", JsonLength);
        }

        if (Encoding is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", Encoding);
        }

        using var response = await host.Http.SendAsync(request, CancellationToken.None);
        return await InferResponseMessage.ReadAsync(response);
    }
}

/// <summary>The answer, taken apart.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Json">The JSON, as text.</param>
/// <param name="Binary">What is behind it.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="AcceptEncoding">What the server says that it takes.</param>
internal sealed record InferResponseMessage(int Status, string Json, byte[] Binary, string? ContentType, string? AcceptEncoding)
{
    public string Error => JsonDocument.Parse(Json).RootElement.GetProperty("error").GetString()!;

    public JsonElement Output(int index) => JsonDocument.Parse(Json).RootElement.GetProperty("outputs")[index];

    public static async Task<InferResponseMessage> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(body.Length, response.Content.Headers.ContentLength ?? body.Length);
        var length = response.Headers.TryGetValues("Inference-Header-Content-Length", out var values) ? int.Parse(values.Single(), CultureInfo.InvariantCulture) : body.Length;
        return new InferResponseMessage(
            (int)response.StatusCode,
            Encoding.UTF8.GetString(body, 0, length),
            body[length..],
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.TryGetValues("Accept-Encoding", out var accepted) ? string.Join(", ", accepted) : null);
    }
}
