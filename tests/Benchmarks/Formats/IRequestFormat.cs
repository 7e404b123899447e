using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Wires;

namespace FedMl.Benchmarks.Formats;

/// <summary>How requests for rows look on the wire, and how answers are held against what is right.</summary>
internal interface IRequestFormat
{
    /// <summary>A whole request as it goes over the wire, made once before the load.</summary>
    byte[] Write(RowRange range);

    /// <summary>Null where the answer is right.</summary>
    /// <param name="range">The rows that were asked for.</param>
    /// <param name="request">What was sent.</param>
    /// <param name="answer">Message or body.</param>
    /// <param name="headerBytes">Length of the JSON header before binary tensors, or -1.</param>
    Fault? Check(RowRange range, ReadOnlySpan<byte> request, ReadOnlySpan<byte> answer, int headerBytes);
}
