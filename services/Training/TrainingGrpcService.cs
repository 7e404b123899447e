using FedMl.Protos.Training.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.Training.Jobs;
using FedMl.Training.Templates;
using FedMl.Training.Triggers;
using Grpc.Core;
using Job = FedMl.Training.Jobs.Job;

namespace FedMl.Training;

/// <summary><c>fedml.training.v1.TrainingService</c>: messages in and out.</summary>
internal sealed class TrainingGrpcService(
    JobSubmission submission, JobStore store, JobWatch watch, TemplateFolder templates, Trigger trigger, RunBook book) : TrainingService.TrainingServiceBase
{
    private const int MaxPage = 1000;
    private const int DefaultPage = 100;

    public override Task<SubmitJobResponse> SubmitJob(SubmitJobRequest request, ServerCallContext context)
    {
        var job = submission.Submit(TenantOf(request.Tenant), request.Template, request.Parameters, request.IdempotencyKey, request.By, JobRequest.Manual);
        return Task.FromResult(new SubmitJobResponse { Job = job.ToMessage() });
    }

    public override Task<GetJobResponse> GetJob(GetJobRequest request, ServerCallContext context) =>
        Task.FromResult(new GetJobResponse { Job = Find(request.Tenant, request.Id).ToMessage() });

    public override Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context)
    {
        var size = Count("page_size", request.PageSize);
        var jobs = JobsOf(request.Tenant, request.Template).ToArray();
        var from = request.PageToken.Length == 0 ? 0 : Array.FindIndex(jobs, job => job.Id == request.PageToken);
        if (from < 0)
        {
            throw Wrong("page_token", "is of no page that there is (any more)");
        }

        var page = jobs.Skip(from).Take(size).ToArray();
        return Task.FromResult(new ListJobsResponse
        {
            Jobs = { page.Select(job => job.ToMessage()) },
            NextPageToken = from + size < jobs.Length ? jobs[from + size].Id : "",
        });
    }

    public override Task<CancelJobResponse> CancelJob(CancelJobRequest request, ServerCallContext context)
    {
        var job = Find(request.Tenant, request.Id);
        JobSteps.Cancel(job);
        return Task.FromResult(new CancelJobResponse { Job = job.ToMessage() });
    }

    public override async Task WatchJob(WatchJobRequest request, IServerStreamWriter<WatchJobResponse> responseStream, ServerCallContext context)
    {
        var position = WatchPosition.Parse(request.Position) ?? throw Wrong("position", "is none that this server told");
        await foreach (var moment in watch.WatchAsync(Find(request.Tenant, request.Id), position, context.CancellationToken))
        {
            // Facts that are the service's own note, such as how the command ended, are shown by the state that follows.
            var message = moment.ToMessage();
            if (message.EventCase != WatchJobResponse.EventOneofCase.None)
            {
                await responseStream.WriteAsync(message, context.CancellationToken);
            }
        }
    }

    public override Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context)
    {
        var size = Count("max_runs", request.MaxRuns);
        var template = templates.Find(request.Template).Name;
        var byHand = JobsOf(request.Tenant, template).Where(job => job.Request.Trigger == JobRequest.Manual).Select(job => job.ToRun());
        var runs = book.Of(TenantOf(request.Tenant), template).Select(run => run.ToMessage()).Concat(byHand);
        return Task.FromResult(new ListRunsResponse { Runs = { runs.OrderByDescending(run => run.At).Take(size) } });
    }

    public override Task<ReceiveEventResponse> ReceiveEvent(ReceiveEventRequest request, ServerCallContext context)
    {
        var runs = trigger.Receive(TenantOf(request.Tenant), new JobEvent(request.Source, request.Id, request.Type, request.Subject));
        return Task.FromResult(new ReceiveEventResponse { Runs = { runs.Select(run => run.ToMessage()) } });
    }

    public override Task<ListTemplatesResponse> ListTemplates(ListTemplatesRequest request, ServerCallContext context) =>
        Task.FromResult(templates.Read().ToMessage());

    private IEnumerable<Job> JobsOf(string tenant, string template) => store.All.Reverse()
        .Where(job => job.Request.Tenant == TenantOf(tenant) && (template.Length == 0 || job.Request.Template.Name == template));

    private Job Find(string tenant, string id) => store.Find(TenantOf(tenant), id);

    private static string TenantOf(string tenant) => tenant.Length == 0 ? JobRequest.DefaultTenant : tenant;

    private static int Count(string field, int count) => count is >= 0 and <= MaxPage
        ? count == 0 ? DefaultPage : count
        : throw Wrong(field, $"must be from 0 to {MaxPage}");

    private static ServiceException Wrong(string field, string description) =>
        ServiceException.FromFaults(ErrorReason.InvalidRequest, "The request is wrong", [new Fault(field, description)]);
}
