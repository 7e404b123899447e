using FedMl.Benchmarks.Wires;

namespace FedMl.Benchmarks.Requests;

/// <summary>All requests of a load, made before it begins, and what their answers must be.</summary>
internal interface IRequests
{
    /// <summary>Different requests.</summary>
    int Count { get; }

    /// <summary>A whole request as it goes over the wire.</summary>
    ReadOnlySpan<byte> Request(int index);

    /// <summary>Null where the answer to the request is right.</summary>
    /// <param name="index">Which request.</param>
    /// <param name="answer">Message or body.</param>
    /// <param name="headerBytes">Length of the JSON header before binary tensors, or -1.</param>
    Fault? Check(int index, ReadOnlySpan<byte> answer, int headerBytes);
}
