using FedMl.Protos.Training.V1;
using FedMl.Training.Jobs;
using FedMl.Training.Templates;
using FedMl.Training.Triggers;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Training;

/// <summary>Jobs and templates as messages.</summary>
internal static class TrainingMessages
{
    public static Protos.Training.V1.Job ToMessage(this Jobs.Job job)
    {
        var (view, request) = (job.View, job.Request);
        var facts = view.Facts;
        return new Protos.Training.V1.Job
        {
            Id = request.Id,
            Tenant = request.Tenant,
            Template = request.Template.Name,
            Parameters = { request.Parameters.ToDictionary() },
            By = request.By,
            Trigger = request.Trigger,
            State = facts.Last(fact => fact.State is not null).ToState(),
            SubmittedAt = Timestamp.FromDateTimeOffset(facts[0].At),
            StartedAt = view.StartedAt is { } began ? Timestamp.FromDateTimeOffset(began) : null,
            EndedAt = view.State.IsEnd() ? Timestamp.FromDateTimeOffset(facts[^1].At) : null,
            Inputs = { facts.Select(fact => fact.Input).OfType<InputFile>().Select(ToMessage) },
            Metrics = { facts.LastOrDefault(fact => fact.Metrics is not null)?.Metrics!.ToDictionary() ?? [] },
            Decisions = { facts.Select(fact => fact.Decision).OfType<JobDecision>().Select(ToMessage) },
            Model = request.Template.Model,
            Version = facts.Select(fact => fact.Version).FirstOrDefault(version => version is not null) ?? "",
        };
    }

    public static Run ToRun(this Jobs.Job job) =>
        new() { At = Timestamp.FromDateTimeOffset(job.View.Facts[0].At), Trigger = job.Request.Trigger, Job = job.Id };

    public static Run ToMessage(this TriggerRun run) =>
        new() { At = Timestamp.FromDateTimeOffset(run.At), Trigger = run.Trigger, Job = run.Job ?? "", Refused = run.Refused ?? "" };

    /// <summary>A moment as a message. A fact tells one thing, so that positions tell messages apart.</summary>
    public static WatchJobResponse ToMessage(this JobMoment moment)
    {
        var message = new WatchJobResponse { Position = moment.Position.ToString() };
        if (moment.Fact is not { } fact)
        {
            message.Log = new LogLines { Lines = { moment.Lines } };
            return message;
        }

        message.At = Timestamp.FromDateTimeOffset(fact.At);
        switch (fact)
        {
            case { State: not null }:
                message.State = fact.ToState();
                break;
            case { Input: { } input }:
                message.Input = ToMessage(input);
                break;
            case { Metrics: { } metrics }:
                message.Metrics = new Metrics { Values = { metrics.ToDictionary() } };
                break;
            case { Decision: { } decision }:
                message.Decision = ToMessage(decision);
                break;
            case { Version: { } version }:
                message.Version = version;
                break;
            case { Published: { } id }:
                message.Published = id;
                break;
        }

        return message;
    }

    public static ListTemplatesResponse ToMessage(this TemplateList list) => new()
    {
        Templates = { list.Templates.Select(ToMessage) },
        Faults =
        {
            list.Files.SelectMany(file => file.Faults)
                .Select(fault => new Protos.Training.V1.TemplateFault { File = fault.File, Line = fault.Line, Description = fault.Description }),
        },
    };

    private static Protos.Training.V1.Template ToMessage(Templates.Template template) => new()
    {
        Name = template.Name,
        Description = template.Description,
        Model = template.Model,
        Paused = template.IsPaused,
        Parameters = { template.Parameters.Select(p => new Protos.Training.V1.TemplateParameter { Name = p.Name, Default = p.Default, Pattern = p.Pattern }) },
    };

    private static StateChange ToState(this JobFact fact) => new() { State = fact.State!.Value, Reason = fact.Reason ?? "", Detail = fact.Detail ?? "" };

    private static JobInput ToMessage(InputFile input) => new()
    {
        Name = input.Name,
        FeatureView = input.View,
        ViewDigest = input.ViewDigest,
        Rows = input.Rows,
        Sha256 = input.Sha256,
        AsOf = Timestamp.FromDateTimeOffset(input.AsOf),
    };

    private static Decision ToMessage(JobDecision decision) =>
        new() { Subject = decision.Subject, Passed = decision.Passed, Why = decision.Why, Numbers = { decision.Numbers.ToDictionary() } };
}
