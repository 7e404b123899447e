using FedMl.ScoringEngine.Signatures;

namespace FedMl.BatchScoring.Scoring;

/// <summary>The version of a model that a whole job is scored with.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Digest">Digest of its artifact.</param>
/// <param name="Signature">What it takes and gives.</param>
internal sealed record ScoringModel(string Name, string Version, string Digest, BoundSignature Signature);
