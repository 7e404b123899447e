namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>A graph, or a node of it, is not one that we read ourselves. ONNX Runtime may score it all the same.</summary>
/// <param name="why">What is in the way; follows "because".</param>
internal sealed class UnreadableGraphException(string why, Exception? innerException = null) : Exception(why, innerException);
