namespace FedMl.Gateway.FedMlContract;

/// <summary>What rows without names need to know of a model: which version, its inputs in order, its first output.</summary>
internal sealed record ModelInputs(string Version, IReadOnlyList<string> Names, string FirstOutput);
