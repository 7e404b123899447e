namespace FedMl.Scoring.Extensions;

/// <summary>Who answers the protocol's extensions, whatever the transport.</summary>
internal sealed record ExtensionAnswers(ModelConfigs Configs, StatisticsReport Statistics, RepositoryIndex Index, RepositoryLoads Loads, TraceSettings Traces, LogSettings Logs);
