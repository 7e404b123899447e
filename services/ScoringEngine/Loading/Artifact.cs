namespace FedMl.ScoringEngine.Loading;

/// <summary>What loading needs of a version's files, verified.</summary>
/// <param name="Graph">model.onnx.</param>
/// <param name="Signature">Bytes of signature.yaml; null: the version has none.</param>
/// <param name="Samples">Bytes of the file of samples that the signature names; null: it names none.</param>
internal sealed record Artifact(GraphFile Graph, byte[]? Signature, byte[]? Samples);
