using System.Text.Json;
using FedMl.Training.Jobs;

namespace FedMl.Training.Publication;

/// <summary>A CloudEvent 1.0 that says that a version was published.</summary>
internal sealed record PublishedEvent(string Id, DateTimeOffset Time, string Tenant, string Job, string Template, string Model, string Version)
{
    public const string Type = "fedml.model.published";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The event of a job that registered a version: the same whenever it is made.</summary>
    public static PublishedEvent Of(Job job)
    {
        var registered = job.View.Facts.First(fact => fact.Version is not null);
        return new PublishedEvent($"{job.Request.Tenant}.{job.Id}.published", registered.At, job.Request.Tenant, job.Id, job.Request.Template.Name, job.Request.Template.Model, registered.Version!);
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            specversion = "1.0",
            id = Id,
            source = "/fedml/training",
            type = Type,
            subject = $"{Model}/{Version}",
            time = Time,
            tenant = Tenant,
            datacontenttype = "application/json",
            data = new { model = Model, version = Version, job = Job, template = Template },
        },
        Options);
}
