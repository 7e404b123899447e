using FedMl.Models.Catalog;
using FedMl.Models.Records;
using FedMl.Models.Steering;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf;
using Rollout = FedMl.Models.Steering.Rollout;

namespace FedMl.Models.Plans;

/// <summary>
/// Keeps what those who score report of the step that a plan is in: the last report of each process, on record, so that
/// every replica judges by all of them and a restart loses none.
/// </summary>
internal sealed class Measurements(IRecords records)
{
    /// <summary>Processes that report on one step.</summary>
    public const int MaxReplicas = 200;

    private const int MaxTries = 20;

    /// <summary>Keeps a report.</summary>
    /// <exception cref="ServiceException">OVERLOADED: too many processes report. CONFLICT: too many write. Those of the records.</exception>
    public async Task KeepAsync(string tenant, ReportMeasurementsRequest report, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var (kept, etag) = await ReadAsync(tenant, report.Model, report.Change, cancellationToken);
            kept.Remove(report.Replica);
            if (kept.Count >= MaxReplicas)
            {
                throw new ServiceException(ErrorReason.Overloaded, $"{MaxReplicas} processes report on this step, which is the limit.");
            }

            kept[report.Replica] = report;
            if (await records.PutAsync(KeyOf(tenant, report.Model), Write(kept.Values), etag, cancellationToken) is not null)
            {
                return;
            }
        }

        throw new ServiceException(ErrorReason.Conflict, $"Others reported {MaxTries} times meanwhile; nothing was kept.");
    }

    /// <summary>The numbers of a step.</summary>
    public async Task<PlanNumbers> NumbersAsync(string tenant, string model, Rollout rollout, PlanProgress progress, CancellationToken cancellationToken)
    {
        var (kept, _) = await ReadAsync(tenant, model, rollout.Change, cancellationToken);
        return CountsOf(kept.Values, progress.Plan.Version).Against(CountsOf(kept.Values, progress.Stable), progress.Now.IsShadow);
    }

    private static VersionCounts CountsOf(IEnumerable<ReportMeasurementsRequest> reports, string version)
    {
        var counts = new VersionCounts();
        foreach (var measured in reports.SelectMany(r => r.Versions).Where(v => v.Version == version))
        {
            counts.Add(measured);
        }

        return counts;
    }

    // Reports of another change have no meaning any more.
    private async Task<(Dictionary<string, ReportMeasurementsRequest> Kept, string? ETag)> ReadAsync(string tenant, string model, int change, CancellationToken cancellationToken)
    {
        if (await records.GetAsync(KeyOf(tenant, model), cancellationToken) is not { } record)
        {
            return ([], null);
        }

        var kept = new Dictionary<string, ReportMeasurementsRequest>(StringComparer.Ordinal);
        try
        {
            using var stream = new CodedInputStream(record.Value.ToArray());
            while (!stream.IsAtEnd)
            {
                var report = new ReportMeasurementsRequest();
                stream.ReadMessage(report);
                if (report.Change == change)
                {
                    kept[report.Replica] = report;
                }
            }
        }
        catch (InvalidProtocolBufferException)
        {
            // Every process reports its whole count again, so nothing but the time of a few reports is lost.
        }

        return (kept, record.ETag);
    }

    private static byte[] Write(IEnumerable<ReportMeasurementsRequest> reports)
    {
        using var bytes = new MemoryStream();
        using (var stream = new CodedOutputStream(bytes, leaveOpen: true))
        {
            foreach (var report in reports)
            {
                stream.WriteMessage(report);
            }
        }

        return bytes.ToArray();
    }

    private static string KeyOf(string tenant, string model) => $"{tenant}/measurements/{model}";
}
