using FedMl.Features.Columns;
using FedMl.Protos.Features.V1;

namespace FedMl.Features.Predictions;

/// <summary>What each row says of the run that wrote it, around what batches bring.</summary>
internal static class RunColumns
{
    private const string WrittenAt = "written_at";

    private static readonly TableColumn[] First = [new("run_id", ValueType.String, IsKey: true), new("model", ValueType.String), new("model_version", ValueType.String)];
    private static readonly TableColumn[] Last = [new(WrittenAt, ValueType.Timestamp)];

    public static IReadOnlyList<string> Names { get; } = [.. First.Concat(Last).Select(column => column.Name)];

    /// <summary>The texts that a run must tell, with the fields that tell them.</summary>
    public static IReadOnlyList<(string Field, string Text)> TextsOf(PredictionRun run) =>
        [("run.run_id", run.RunId), ("run.model", run.Model), ("run.model_version", run.ModelVersion)];

    /// <summary>Whether a table has them, as a run needs them.</summary>
    public static bool AreIn(IReadOnlyList<TableColumn> stored) =>
        First.Concat(Last).All(column => stored.Any(found => found.Name == column.Name && found.TypeText == column.TypeText && found.IsKey == column.IsKey));

    public static PredictionTable Around(PredictionRun run, IReadOnlyList<TableColumn> sent) =>
        new(run.Table, run.RunId, [.. First, .. sent, .. Last], First.Length..(First.Length + sent.Count));

    /// <summary>The same for each row of a batch.</summary>
    public static PredictionRows Around(PredictionRun run, IReadOnlyList<ColumnValues> sent, DateTimeOffset now)
    {
        var count = sent[0].Count;
        var texts = TextsOf(run).Select(told => Repeat(told.Text, count));
        return new PredictionRows([.. texts, .. sent, Repeat(Columns.Timestamps.FromDateTimeOffset(now), count)]);
    }

    private static ColumnValues<T> Repeat<T>(T value, int count)
        where T : notnull
    {
        var values = new ColumnValues<T>(count);
        for (var i = 0; i < count; i++)
        {
            values.Add(value);
        }

        return values;
    }
}
