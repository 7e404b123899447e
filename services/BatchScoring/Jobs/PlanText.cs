using System.Globalization;

namespace FedMl.BatchScoring.Jobs;

/// <summary>Says what a job would do.</summary>
internal static class PlanText
{
    public static async Task WriteAsync(Job job, TextWriter output)
    {
        var specification = job.Specification;
        var limits = specification.Limits;
        var rows = job.SourceRows is { } all ? string.Create(CultureInfo.InvariantCulture, $"{all} rows") : "as many rows as it has";
        string[] lines =
        [
            $"model      {job.Identity.Model} version {job.Identity.Version}, {job.Identity.ModelDigest}",
            $"source     {rows}, {job.Identity.Source}",
            $"reads      {string.Join(", ", job.Columns.Read)}",
            $"writes     {string.Join(", ", job.Columns.Output.FieldsList.Select(f => $"{f.Name} {f.DataType.Name}"))}",
            $"chunks     of {limits.ChunkRows} rows, such as {job.Names.Chunk(job.Range.First)}",
            $"partition  {specification.Partition.Index} of {specification.Partition.Count} by {specification.Partition.By.ToString().ToLowerInvariant()}",
            $"limits     {limits.MaxRejectedRows} rejected rows, {(limits.RowsPerSecond == 0 ? "no limit of" : limits.RowsPerSecond.ToString(CultureInfo.InvariantCulture))} rows a second",
            $"run        {job.RunId}",
        ];
        foreach (var line in lines)
        {
            await output.WriteLineAsync(line);
        }
    }
}
