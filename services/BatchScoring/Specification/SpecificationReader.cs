using System.Collections;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Specification;

/// <summary>Reads a job's specification and tells all that is wrong with it at once.</summary>
internal static class SpecificationReader
{
    public const int DefaultChunkRows = 65_536;

    /// <exception cref="ServiceException">JOB_SPECIFICATION_INVALID with all faults.</exception>
    public static JobSpecification Read(string? file, IReadOnlyList<string> arguments, IDictionary environment)
    {
        var settings = new Settings();
        if (file is not null)
        {
            SettingSources.AddFile(settings, file);
        }

        SettingSources.AddEnvironment(settings, environment);
        SettingSources.AddArguments(settings, arguments);
        var specification = Read(settings);
        settings.FailUnread();
        return settings.Faults.Count == 0
            ? specification
            : throw ServiceException.FromFaults(ErrorReason.JobSpecificationInvalid, "The job's specification is not valid", settings.Faults);
    }

    private static JobSpecification Read(Settings settings)
    {
        var specification = new JobSpecification
        {
            Model = ReadModel(settings),
            Engine = settings.Choice("engine", EngineKind.Embedded),
            Source = new SourceChoice(settings.Required("source.path", "data/customers.parquet"), settings.Choice("source.format", FileFormat.Auto)),
            Sink = new SinkChoice(settings.Required("sink.path", "scores/2026-11-24")),
            Keys = settings.List("keys"),
            Carry = settings.List("carry"),
            Columns = settings.Map("columns"),
            Outputs = settings.List("outputs"),
            Add = settings.Choices<Stamp>("add"),
            Run = settings.Text("run"),
            Partition = ReadPartition(settings),
            Limits = ReadLimits(settings),
        };
        Check(settings, specification);
        return specification;
    }

    private static ModelChoice ReadModel(Settings settings)
    {
        var folder = settings.Required("model.folder", "models/breast-cancer/1");
        var names = folder.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        return new ModelChoice(
            folder,
            settings.Text("model.name", names.Length > 1 ? names[^2] : "model"),
            settings.Text("model.version", names.Length > 0 ? names[^1] : "1"));
    }

    private static PartitionChoice ReadPartition(Settings settings)
    {
        var count = (int)settings.Number("partition.count", 1, 1, 10_000);
        return new PartitionChoice((int)settings.Number("partition.index", 0, 0, count - 1), count, settings.Choice("partition.by", PartitionKind.Hash));
    }

    private static JobLimits ReadLimits(Settings settings) => new(
        (int)settings.Number("limits.chunkRows", DefaultChunkRows, 1, 10_000_000),
        settings.Number("limits.rowsPerSecond", 0, 0, 1_000_000_000),
        settings.Number("limits.maxRejectedRows", 1000, 0, long.MaxValue),
        (int)settings.Number("limits.workers", 0, 0, 1024));

    private static void Check(Settings settings, JobSpecification job)
    {
        if (job.Keys.Count == 0)
        {
            settings.Fail("keys", "is required: the columns that tell rows apart, such as [customer_id]");
        }

        foreach (var name in job.Keys.Intersect(job.Carry, StringComparer.Ordinal))
        {
            settings.Fail("carry", $"{name} is a key, which is written anyway");
        }

        if (job.Run.Length > 128)
        {
            settings.Fail("run", "has more than 128 characters");
        }
    }
}
