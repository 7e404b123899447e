namespace FedMl.Features.Predictions;

/// <summary>A table as a run needs it.</summary>
/// <param name="Name">Its name in the configured schema.</param>
/// <param name="RunId">Tells the run's rows from those of others.</param>
/// <param name="Columns">All of them, in the table's order.</param>
/// <param name="Sent">The first and the number of those that batches bring; the others are the run's.</param>
internal sealed record PredictionTable(string Name, string RunId, IReadOnlyList<TableColumn> Columns, Range Sent);
