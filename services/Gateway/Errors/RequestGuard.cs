using FedMl.Gateway.Requests;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Errors;

/// <summary>
/// Refuses what no route of ours can mean and what a neighbour might read differently than we do. It looks at
/// the path after Kestrel decoded it, which is the path that routing and forwarding use.
/// </summary>
internal sealed class RequestGuard(RequestDelegate next)
{
    // Room for a verb behind a name, as in `{model}:score`.
    private const int MaxSegmentLength = PathName.MaxLength + 8;

    private static readonly string[] Verbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    public Task InvokeAsync(HttpContext context)
    {
        if (!Verbs.Contains(context.Request.Method, StringComparer.Ordinal))
        {
            context.Response.Headers.Allow = "GET, POST";
            throw new ServiceException(ErrorReason.MethodNotAllowed, "No path takes this verb.");
        }

        var path = context.Request.Path.Value ?? "";
        if (!IsPlain(path))
        {
            throw new ServiceException(ErrorReason.MalformedRequest, "The path has an encoded slash, a backslash, a control character or a segment that is too long.");
        }

        return next(context);
    }

    private static bool IsPlain(string path)
    {
        // Kestrel leaves %2F encoded, and nothing else: a percent sign that is left is one of those or was sent as %25.
        if (path.Contains('%') || path.Contains('\\') || path.Any(char.IsControl))
        {
            return false;
        }

        foreach (var segment in path.AsSpan().Split('/'))
        {
            if (path.AsSpan()[segment].Length > MaxSegmentLength)
            {
                return false;
            }
        }

        return true;
    }
}
