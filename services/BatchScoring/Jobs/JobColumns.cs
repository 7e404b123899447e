using Apache.Arrow;
using Apache.Arrow.Types;
using FedMl.BatchScoring.Scoring;
using FedMl.BatchScoring.Sources;
using FedMl.BatchScoring.Specification;
using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Jobs;

/// <summary>Which columns of the source go where.</summary>
/// <param name="Read">Columns to read, each once.</param>
/// <param name="Inputs">For each column of the model's signature its place among them; -1: the source has none.</param>
/// <param name="Kept">Keys, then what is carried through.</param>
/// <param name="Status">Place among them of the column that tells each row's status; null: there is none.</param>
/// <param name="Output">Columns of the output.</param>
internal sealed record JobColumns(IReadOnlyList<string> Read, IReadOnlyList<int> Inputs, IReadOnlyList<string> Kept, int? Status, Schema Output)
{
    /// <summary>What the columns of a source without types are read as.</summary>
    public static IReadOnlyDictionary<string, TextKind> KindsOf(JobSpecification job, BoundSignature signature)
    {
        var kinds = new Dictionary<string, TextKind>(StringComparer.Ordinal);
        foreach (var column in signature.Columns)
        {
            kinds[SourceNameOf(job, column)] = column.Datatype switch
            {
                Datatype.BYTES => TextKind.Text,
                Datatype.BOOL => TextKind.Bool,
                _ when column.Datatype.IsFloat() => TextKind.Number,
                _ => TextKind.WholeNumber,
            };
        }

        // What is written again stays as it is, leading zeros and all.
        foreach (var name in job.Keys.Concat(job.Carry))
        {
            kinds[name] = TextKind.Text;
        }

        return kinds;
    }

    /// <exception cref="ServiceException">JOB_SPECIFICATION_INVALID with all faults.</exception>
    public static JobColumns Of(JobSpecification job, IChunkEngine engine, IRowSource rows)
    {
        var source = rows.Schema;
        List<Fault> faults = [];
        var signature = engine.Model.Signature;
        faults.AddRange(job.Columns.Keys.Where(name => signature.IndexOf(name) < 0).Select(name => new Fault($"columns.{name}", "the model has no such input")));
        string[] kept = [.. job.Keys, .. job.Carry];
        foreach (var (field, name) in job.Keys.Select(k => ("keys", k)).Concat(job.Carry.Select(c => ("carry", c))))
        {
            Check(field, name, faults, source);
        }

        var inputs = signature.Columns.Select(column => InputOf(job, column, source, faults)).ToArray();
        var fields = kept.Select(name => source.FieldsLookup.Contains(name) ? source.GetFieldByName(name) : new Field(name, StringType.Default, true))
            .Concat(engine.Outputs.Select(o => new Field(o.Name, o.Type, nullable: true)))
            .Concat(job.Add.Select(FieldOf)).ToArray();
        faults.AddRange(fields.GroupBy(f => f.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => new Fault("carry", $"{g.Key} would be written twice")));
        if (faults.Count > 0)
        {
            throw ServiceException.FromFaults(ErrorReason.JobSpecificationInvalid, "The job's specification does not fit the source or the model", faults);
        }

        List<string> read = [.. kept.Concat(inputs.OfType<string>()).Append(rows.StatusColumn).OfType<string>().Distinct(StringComparer.Ordinal)];
        int? status = rows.StatusColumn is null ? null : read.IndexOf(rows.StatusColumn);
        return new JobColumns(read, [.. inputs.Select(name => name is null ? -1 : read.IndexOf(name))], kept, status, new Schema(fields, null));
    }

    private static string? InputOf(JobSpecification job, BoundColumn column, Schema source, List<Fault> faults)
    {
        var name = SourceNameOf(job, column);
        if (source.FieldsLookup.Contains(name) || column.Missing == Missing.Reject || job.Columns.ContainsKey(column.Name))
        {
            Check(job.Columns.ContainsKey(column.Name) ? $"columns.{column.Name}" : "source", name, faults, source);
            return name;
        }

        return null;
    }

    // A model names the features that it takes; of the view that the job reads, a feature's name is its column's.
    private static string SourceNameOf(JobSpecification job, BoundColumn column) =>
        job.Columns.TryGetValue(column.Name, out var name) ? name
        : job.Source.View.Length > 0 && column.Feature?.StartsWith(job.Source.View + ':', StringComparison.Ordinal) == true ? column.Feature[(job.Source.View.Length + 1)..]
        : column.Name;

    private static void Check(string field, string name, List<Fault> faults, Schema source)
    {
        if (!source.FieldsLookup.Contains(name))
        {
            faults.Add(new Fault(field, $"the source has no column {name}"));
        }
        else if (!Batches.IsSupported(source.GetFieldByName(name).DataType))
        {
            faults.Add(new Fault(field, $"column {name} is {source.GetFieldByName(name).DataType.Name}, which cannot be read"));
        }
    }

    private static Field FieldOf(Stamp stamp) => stamp switch
    {
        Stamp.ModelVersion => new Field("model_version", StringType.Default, true),
        Stamp.RunId => new Field("run_id", StringType.Default, true),
        _ => new Field("scored_at", new TimestampType(TimeUnit.Microsecond, "UTC"), true),
    };
}
