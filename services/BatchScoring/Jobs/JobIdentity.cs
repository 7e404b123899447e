using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FedMl.BatchScoring.Scoring;
using FedMl.BatchScoring.Specification;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.BatchScoring.Jobs;

/// <summary>What makes two runs the same job: equal ones write the same bytes.</summary>
/// <param name="Specification">SHA-256 of what the specification says of the output.</param>
/// <param name="Source">Digest of the rows.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Its version.</param>
/// <param name="ModelDigest">Digest of its artifact.</param>
internal sealed record JobIdentity(string Specification, string Source, string Model, string Version, string ModelDigest)
{
    public static JobIdentity Of(JobSpecification job, ScoringModel model, string source) =>
        new(DigestOf(job), source, model.Name, model.Version, model.Digest);

    /// <summary>The run's name where the specification gives none.</summary>
    public string RunId => Hash(string.Join('\n', Specification, Source, Model, Version, ModelDigest))[..16];

    /// <summary>What differs in another identity, for people.</summary>
    public IReadOnlyList<Fault> DifferencesTo(JobIdentity other)
    {
        List<Fault> faults = [];
        Compare("specification", Specification, other.Specification);
        Compare("source", Source, other.Source);
        Compare("model", $"{Model} {Version} {ModelDigest}", $"{other.Model} {other.Version} {other.ModelDigest}");
        return faults;

        void Compare(string what, string now, string then)
        {
            if (now != then)
            {
                faults.Add(new Fault(what, "is another one than when the job began"));
            }
        }
    }

    // Where files are and how fast they may be read is no part of it: a job may move to another machine.
    private static string DigestOf(JobSpecification job) => Hash(JsonSerializer.Serialize(new
    {
        job.Keys,
        job.Carry,
        Columns = job.Columns.OrderBy(c => c.Key, StringComparer.Ordinal),
        job.Outputs,
        job.Add,
        job.Run,
        job.Source.View,
        job.Source.AsOf,
        job.Sink.Table,
        job.Partition.Count,
        job.Partition.By,
        job.Limits.ChunkRows,
    }));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
