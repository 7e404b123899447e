namespace FedMl.Benchmarks.Wires;

/// <summary>Why a request has no right answer.</summary>
/// <param name="Kind">What faults are counted by, such as <c>grpc-status 8</c>.</param>
/// <param name="Detail">What the server or the check says; may differ from request to request.</param>
internal sealed record Fault(string Kind, string Detail);
