using FedMl.Gateway.Requests;
using FedMl.Protos.Models.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.Gateway.Steering;

/// <summary>Begins, holds and ends roll-out plans, and tells how far they are. Bodies are the messages of <c>plan.proto</c> as JSON.</summary>
internal sealed class PlanEndpoints(SteeringService.SteeringServiceClient steering, Deadline deadline)
{
    private const string Plan = "/v1/models/{model}/rollout/plan";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Plan, (string model, HttpContext context, PlanEndpoints plans) => plans.GetAsync(context, model));
        routes.MapPut(Plan, (string model, HttpContext context, PlanEndpoints plans) => plans.StartAsync(context, model));
        routes.MapDelete(Plan, (string model, HttpContext context, PlanEndpoints plans) => plans.AbortAsync(context, model));
        routes.MapPost(Plan + ":pause", (string model, HttpContext context, PlanEndpoints plans) => plans.PauseAsync(context, model));
        routes.MapPost(Plan + ":resume", (string model, HttpContext context, PlanEndpoints plans) => plans.ResumeAsync(context, model));
    }

    private async Task GetAsync(HttpContext context, string model)
    {
        var call = steering.GetPlanAsync(new GetPlanRequest { Model = model }, deadline.Start(context));
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, call));
    }

    private Task StartAsync(HttpContext context, string model) => ChangeAsync<StartPlanRequest, StartPlanResponse>(context, r => r.Model = model, steering.StartPlanAsync);

    private Task AbortAsync(HttpContext context, string model) => ChangeAsync<AbortPlanRequest, AbortPlanResponse>(context, r => r.Model = model, steering.AbortPlanAsync);

    private Task PauseAsync(HttpContext context, string model) => ChangeAsync<PausePlanRequest, PausePlanResponse>(context, r => r.Model = model, steering.PausePlanAsync);

    private Task ResumeAsync(HttpContext context, string model) => ChangeAsync<ResumePlanRequest, ResumePlanResponse>(context, r => r.Model = model, steering.ResumePlanAsync);

    private async Task ChangeAsync<TRequest, TResponse>(HttpContext context, Action<TRequest> name, Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> send)
        where TRequest : IMessage<TRequest>, new()
        where TResponse : IMessage
    {
        var call = deadline.Start(context);
        var request = await ProtoBody.ReadAsync<TRequest>(context);
        name(request);
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, send(request, call)));
    }
}
