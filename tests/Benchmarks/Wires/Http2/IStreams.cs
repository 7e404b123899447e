namespace FedMl.Benchmarks.Wires.Http2;

/// <summary>Takes what a connection's frames say of its streams; the bytes are valid only during the call.</summary>
internal interface IStreams
{
    /// <param name="block">A whole header block; must be read in any case, since it may teach the reader fields.</param>
    void TakeHeaders(int stream, ReadOnlySpan<byte> block, bool ends, IAnswers answers);

    /// <param name="flow">What the frame counts in the windows: its data and padding.</param>
    void TakeData(int stream, ReadOnlySpan<byte> data, int flow, bool ends, IAnswers answers);

    void TakeReset(int stream, int error, IAnswers answers);

    /// <summary>The server takes more on this stream; 0: on all of them together.</summary>
    void TakeWindow(int stream, int bytes);

    /// <summary>The window that the server gives every stream changed while streams may be open.</summary>
    void ChangeWindows(int difference);
}
