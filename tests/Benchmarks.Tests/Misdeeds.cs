namespace FedMl.Benchmarks.Tests;

/// <summary>What a server does wrong, and how often it did.</summary>
internal sealed class Misdeeds
{
    private int requests;
    private int done;

    /// <summary>Every how many-th request goes wrong; 0: none.</summary>
    public int Every { get; set; }

    public Misdeed Kind { get; set; }

    public int Requests => requests;

    /// <summary>Requests that went wrong.</summary>
    public int Done => done;

    /// <summary>What is to be done to the request at hand.</summary>
    public Misdeed Next()
    {
        if (Every == 0 || Interlocked.Increment(ref requests) % Every != 0)
        {
            return Misdeed.None;
        }

        Interlocked.Increment(ref done);
        return Kind;
    }
}

internal enum Misdeed
{
    None,

    /// <summary>Another value than was sent.</summary>
    WrongValue,

    /// <summary>grpc-status 8, HTTP 503, error_message.</summary>
    Refusal,

    /// <summary>The connection breaks.</summary>
    Abort,
}
