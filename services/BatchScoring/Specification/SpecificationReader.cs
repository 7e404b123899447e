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
            Source = ReadSource(settings),
            Sink = new SinkChoice(settings.Required("sink.path", "scores/2026-11-24"), settings.Text("sink.table")),
            Keys = settings.List("keys"),
            Carry = settings.List("carry"),
            Columns = settings.Map("columns"),
            Outputs = settings.List("outputs"),
            Add = settings.Choices<Stamp>("add"),
            Run = settings.Text("run"),
            Neighbours = new NeighbourChoice(settings.Address("neighbours.features"), settings.Address("neighbours.models"), settings.Address("neighbours.scoring")),
            Partition = ReadPartition(settings),
            Limits = ReadLimits(settings),
        };
        Check(settings, specification);
        return specification;
    }

    private static ModelChoice ReadModel(Settings settings)
    {
        var (folder, name, version, alias) = (settings.Text("model.folder"), settings.Text("model.name"), settings.Text("model.version"), settings.Text("model.alias"));
        if (folder.Length == 0)
        {
            if (name.Length == 0)
            {
                settings.Fail("model", "needs a folder, such as models/churn/3, or the name of a published model");
            }
            else if (version.Length == 0 == (alias.Length == 0))
            {
                settings.Fail("model", "needs either a version or an alias");
            }

            return new ModelChoice("", name, version, alias);
        }

        if (alias.Length > 0)
        {
            settings.Fail("model.alias", "goes with published models only, not with a folder");
        }

        var names = folder.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        return new ModelChoice(
            folder,
            name.Length > 0 ? name : names.Length > 1 ? names[^2] : "model",
            version.Length > 0 ? version : names.Length > 0 ? names[^1] : "1",
            "");
    }

    private static SourceChoice ReadSource(Settings settings)
    {
        var source = new SourceChoice(settings.Text("source.path"), settings.Choice("source.format", FileFormat.Auto), settings.Text("source.view"), settings.Time("source.asOf"));
        if (source.Path.Length == 0 == (source.View.Length == 0))
        {
            settings.Fail("source", "needs either a path, such as data/customers.parquet, or a view");
        }

        if (source.AsOf is not null && source.View.Length == 0)
        {
            settings.Fail("source.asOf", "goes with a view only");
        }

        return source;
    }

    private static void CheckNeighbours(Settings settings, JobSpecification job)
    {
        Need(job.Source.View.Length > 0 || job.Sink.Table.Length > 0, job.Neighbours.Features, "features", "a view or a table");
        Need(job.Model.Folder.Length == 0, job.Neighbours.Models, "models", "a published model");
        Need(job.Engine == EngineKind.Service, job.Neighbours.Scoring, "scoring", "the engine service");
        if (job.Engine == EngineKind.Service && job.Model.Folder.Length > 0)
        {
            settings.Fail("model.folder", "goes with the engine embedded only");
        }

        if (job.Source.View.Length > 0 && job.Partition.By == PartitionKind.Range)
        {
            settings.Fail("partition.by", "must be hash where the source is a view");
        }

        foreach (var stamp in job.Add.Where(stamp => job.Sink.Table.Length > 0 && stamp != Stamp.ScoredAt))
        {
            settings.Fail("add", $"{stamp} is a column of every table of predictions anyway");
        }

        void Need(bool needed, Uri? address, string name, string by)
        {
            if (needed && address is null)
            {
                settings.Fail($"neighbours.{name}", $"is required by {by}, such as http://127.0.0.1:8081");
            }
        }
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

        CheckNeighbours(settings, job);
        if (job.Run.Length > 128)
        {
            settings.Fail("run", "has more than 128 characters");
        }
    }
}
