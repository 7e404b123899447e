using FedMl.Gateway.Requests;
using FedMl.Gateway.Steering;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Training.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Training;

/// <summary>Asks for training jobs and tells how far they are. Bodies are the messages of <c>training.proto</c> as JSON.</summary>
internal sealed class TrainingEndpoints(TrainingService.TrainingServiceClient training, Deadline deadline)
{
    private const string KeyHeader = "Idempotency-Key";

    public static void Map(IEndpointRouteBuilder routes)
    {
        const string Jobs = "/v1/training-jobs";
        routes.MapPost(Jobs, (HttpContext context, TrainingEndpoints endpoints) => endpoints.SubmitAsync(context));
        routes.MapGet(Jobs, (HttpContext context, TrainingEndpoints endpoints) => endpoints.ListJobsAsync(context));
        routes.MapGet(Jobs + "/{job}", (string job, HttpContext context, TrainingEndpoints endpoints) => endpoints.GetJobAsync(context, job));
        routes.MapPost(Jobs + "/{job}:cancel", (string job, HttpContext context, TrainingEndpoints endpoints) => endpoints.CancelAsync(context, job));
        routes.MapGet(Jobs + "/{job}/events", (string job, HttpContext context, TrainingEndpoints endpoints) => endpoints.WatchAsync(context, job));

        const string Templates = "/v1/training-templates";
        routes.MapGet(Templates, (HttpContext context, TrainingEndpoints endpoints) => endpoints.ListTemplatesAsync(context));
        routes.MapGet(Templates + "/{template}/runs", (string template, HttpContext context, TrainingEndpoints endpoints) => endpoints.ListRunsAsync(context, template));
    }

    private async Task SubmitAsync(HttpContext context)
    {
        var call = deadline.Start(context);
        var request = await ProtoBody.ReadAsync<SubmitJobRequest>(context);
        SetKey(request, context.Request.Headers[KeyHeader]);
        var answer = await Neighbours.AnswerOf(Neighbours.Training, training.SubmitJobAsync(request, call));
        if (JobEvents.IsAcceptedBy(context))
        {
            await JobEvents.WriteAsync(context, training, new WatchJobRequest { Id = answer.Job.Id, Tenant = request.Tenant }, deadline.StartStream(context));
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers.Location = $"/v1/training-jobs/{answer.Job.Id}";
        await ProtoBody.WriteAsync(context, answer.Job);
    }

    private async Task ListJobsAsync(HttpContext context)
    {
        var query = new Query(context.Request.Query);
        var request = new ListJobsRequest { Template = query.Text("template"), PageSize = query.Number("pageSize"), PageToken = query.Text("pageToken") };
        query.ThrowIfWrong();
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Training, training.ListJobsAsync(request, deadline.Start(context))));
    }

    private async Task GetJobAsync(HttpContext context, string job)
    {
        PathName.Check("job", job);
        var answer = await Neighbours.AnswerOf(Neighbours.Training, training.GetJobAsync(new GetJobRequest { Id = job }, deadline.Start(context)));
        await ProtoBody.WriteAsync(context, answer.Job);
    }

    private async Task CancelAsync(HttpContext context, string job)
    {
        PathName.Check("job", job);
        var answer = await Neighbours.AnswerOf(Neighbours.Training, training.CancelJobAsync(new CancelJobRequest { Id = job }, deadline.Start(context)));
        await ProtoBody.WriteAsync(context, answer.Job);
    }

    private async Task WatchAsync(HttpContext context, string job)
    {
        PathName.Check("job", job);
        var query = new Query(context.Request.Query);
        var request = new WatchJobRequest { Id = job, Position = query.Text("position") };
        query.ThrowIfWrong();
        await JobEvents.WriteAsync(context, training, request, deadline.StartStream(context));
    }

    private async Task ListTemplatesAsync(HttpContext context) => await ProtoBody.WriteAsync(
        context, await Neighbours.AnswerOf(Neighbours.Training, training.ListTemplatesAsync(new ListTemplatesRequest(), deadline.Start(context))));

    private async Task ListRunsAsync(HttpContext context, string template)
    {
        PathName.Check("template", template);
        var query = new Query(context.Request.Query);
        var request = new ListRunsRequest { Template = template, MaxRuns = query.Number("maxRuns") };
        query.ThrowIfWrong();
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Training, training.ListRunsAsync(request, deadline.Start(context))));
    }

    private static void SetKey(SubmitJobRequest request, Microsoft.Extensions.Primitives.StringValues header)
    {
        if (header.Count > 1 || (header.Count == 1 && request.IdempotencyKey.Length > 0 && request.IdempotencyKey != header))
        {
            throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The request is wrong", [new Fault(KeyHeader, "must be given once, in the header or the body")]);
        }

        request.IdempotencyKey = header.Count == 1 ? header.ToString() : request.IdempotencyKey;
    }
}
