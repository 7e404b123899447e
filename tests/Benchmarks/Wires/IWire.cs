namespace FedMl.Benchmarks.Wires;

/// <summary>
/// One connection that carries a number of requests at a time, one in each slot. One thread uses it; nothing
/// allocates where all goes well.
/// </summary>
internal interface IWire : IDisposable
{
    /// <summary>Requests at a time.</summary>
    int Slots { get; }

    /// <summary>Whether the server takes no further requests on this connection but still answers those in flight.</summary>
    bool Draining { get; }

    /// <summary>Puts a request into a free slot; it leaves with the next <see cref="Flush"/>.</summary>
    void Start(int slot, ReadOnlySpan<byte> request);

    void Flush();

    /// <summary>Waits for bytes from the server; false where none came in time.</summary>
    bool Wait(TimeSpan patience);

    /// <summary>Reads what the server sent, at least one byte, and hands on what is complete.</summary>
    /// <exception cref="WireException">The connection is broken or silent for too long.</exception>
    void Receive(IAnswers answers);

    /// <summary>Ends what outlives single requests and returns what the server says against it.</summary>
    IReadOnlyList<Fault> Finish();
}

/// <summary>Takes what becomes of the requests.</summary>
internal interface IAnswers
{
    /// <param name="slot">Free from now on.</param>
    /// <param name="answer">The message or body; valid only during the call.</param>
    /// <param name="headerBytes">Length of the JSON header before binary tensors, or -1 where there are none.</param>
    void Answered(int slot, ReadOnlySpan<byte> answer, int headerBytes = -1);

    void Failed(int slot, Fault fault);
}
