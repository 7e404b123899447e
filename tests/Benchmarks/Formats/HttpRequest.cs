using System.Text;

namespace FedMl.Benchmarks.Formats;

/// <summary>Writes whole HTTP/1.1 requests.</summary>
internal static class HttpRequest
{
    public static byte[] Post(Uri target, string path, string headers, ReadOnlySpan<byte> body)
    {
        var head = $"POST {path} HTTP/1.1\r\nHost: {target.Authority}\r\nContent-Length: {body.Length}\r\n{headers}\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    /// <summary>Path of a model's inference.</summary>
    public static string InferPath(string model, string version) =>
        version.Length == 0 ? $"/v2/models/{Uri.EscapeDataString(model)}/infer" : $"/v2/models/{Uri.EscapeDataString(model)}/versions/{Uri.EscapeDataString(version)}/infer";
}
