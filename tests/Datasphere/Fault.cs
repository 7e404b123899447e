namespace FedMl.Tests.Datasphere;

/// <summary>What goes wrong with the answer to a request.</summary>
public abstract record Fault
{
    /// <summary>An HTTP status instead of the answer.</summary>
    /// <param name="RetryAfter">The header of that name; null: none.</param>
    public sealed record Status(int Code, string? RetryAfter = null) : Fault;

    /// <summary>The connection is reset after the first half of the body.</summary>
    public sealed record ResetInBody : Fault;

    /// <summary>Half of the body under a <c>Content-Length</c> that agrees with it.</summary>
    public sealed record HalfOfTheBody : Fault;

    /// <summary>Another body under status 200.</summary>
    public sealed record Body(string ContentType, string Text) : Fault;

    /// <summary>Another body of JSON under status 200 and a content encoding.</summary>
    public sealed record Encoded(string Encoding, byte[] Bytes) : Fault;

    /// <summary>After the first bytes of the body nothing comes any more, until the client goes.</summary>
    public sealed record Stuck : Fault;

    /// <summary>A byte of the body now and then, until the client goes.</summary>
    public sealed record Trickle : Fault;

    /// <summary>A redirection.</summary>
    public sealed record Redirect(string Location) : Fault;
}
