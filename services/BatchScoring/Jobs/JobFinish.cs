using System.Security.Cryptography;
using FedMl.BatchScoring.Sinks;
using FedMl.BatchScoring.Specification;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.BatchScoring.Jobs;

/// <summary>Makes sure that all parts of a job are there as they were written, and says so in one manifest.</summary>
internal sealed class JobFinish(IJobStore store, SinkChoice sink)
{
    /// <summary>What is said of a part that has no manifest yet.</summary>
    public const string NotDone = "is not done";

    /// <param name="partitions">Parts of the job.</param>
    /// <param name="output">Takes lines for people.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServiceException">JOB_INCOMPLETE, JOB_CHANGED.</exception>
    public async Task RunAsync(int partitions, TextWriter output, CancellationToken cancellationToken)
    {
        var parts = await ReadAsync(partitions, cancellationToken);
        var written = parts.SelectMany(p => p.Files).ToArray();
        var rejected = parts.SelectMany(p => p.RejectedFiles).ToArray();

        // Of a table Features has acknowledged every row; there are no files.
        await CheckAsync(sink.Table.Length == 0 ? [.. written, .. rejected] : rejected, cancellationToken);
        var manifest = parts[0] with
        {
            Partitions = partitions,
            Rows = parts.Sum(p => p.Rows),
            RejectedRows = parts.Sum(p => p.RejectedRows),
            StartedAt = parts.Min(p => p.StartedAt),
            FinishedAt = parts.Max(p => p.FinishedAt),
            Files = written,
            RejectedFiles = rejected,
        };
        await store.PutAsync(ChunkNames.JobManifest, "job-manifest", manifest.ToBytes(), cancellationToken);
        Failpoint.Pass("job-manifest", "put");
        if (partitions > 1)
        {
            await output.WriteLineAsync($"The job is whole: {manifest.Rows} rows, {manifest.RejectedRows} rejected, {partitions} parts.");
        }
    }

    private async Task<IReadOnlyList<Manifest>> ReadAsync(int partitions, CancellationToken cancellationToken)
    {
        List<Manifest> parts = [];
        List<Fault> faults = [];
        for (var index = 0; index < partitions; index++)
        {
            var names = new ChunkNames(new PartitionChoice(index, partitions, PartitionKind.Hash));
            if (await store.FindAsync(names.Manifest, cancellationToken) is { } bytes)
            {
                parts.Add(Manifest.Parse(bytes));
            }
            else
            {
                faults.Add(new Fault($"partition {index}", NotDone));
            }
        }

        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.JobIncomplete, "The job is not whole", faults);
        }

        return parts.All(p => p.Identity == parts[0].Identity)
            ? parts
            : throw new ServiceException(ErrorReason.JobChanged, "The parts are of different jobs. Score again into another folder.");
    }

    private async Task CheckAsync(IReadOnlyList<WrittenFile> files, CancellationToken cancellationToken)
    {
        List<Fault> faults = [];
        foreach (var file in files)
        {
            var bytes = await store.FindAsync(file.Name, cancellationToken);
            if (bytes is null || !Convert.ToHexStringLower(SHA256.HashData(bytes)).Equals(file.Sha256, StringComparison.Ordinal))
            {
                faults.Add(new Fault(file.Name, bytes is null ? "is gone" : "is not what was written"));
            }
        }

        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.JobIncomplete, "Files are not as they were written", faults);
        }
    }
}
