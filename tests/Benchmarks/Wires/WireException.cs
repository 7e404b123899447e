namespace FedMl.Benchmarks.Wires;

/// <summary>A connection can carry no more requests; the message says why.</summary>
internal sealed class WireException(string message, Exception? inner = null) : Exception(message, inner);
