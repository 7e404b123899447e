namespace FedMl.ScoringEngine.Kernels.Building;

/// <summary>What a name of the graph stands for in a program.</summary>
/// <param name="Slot">Its elements; of texts the places of the labels.</param>
/// <param name="Labels">The labels, UTF-8; null: it is no text.</param>
internal readonly record struct ProgramValue(int Slot, byte[][]? Labels = null);
