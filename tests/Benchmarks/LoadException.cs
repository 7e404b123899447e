namespace FedMl.Benchmarks;

/// <summary>Why a load or a benchmark cannot be run, for whoever started it.</summary>
internal sealed class LoadException(string message, Exception? inner = null) : Exception(message, inner);
