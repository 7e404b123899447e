namespace FedMl.ScoringEngine.Statistics;

/// <summary>Runs of one number of rows.</summary>
public sealed record BatchCount(int Rows, DurationCount Input, DurationCount Infer, DurationCount Output);
