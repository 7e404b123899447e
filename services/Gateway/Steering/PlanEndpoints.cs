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
        routes.MapGet(Plan, (string model, HttpContext context, PlanEndpoints plans) =>
            plans.AnswerAsync(context, call => plans.steering.GetPlanAsync(new GetPlanRequest { Model = model }, call)));
        routes.MapPut(Plan, (string model, HttpContext context, PlanEndpoints plans) => plans.ChangeAsync<StartPlanRequest, StartPlanResponse>(
            context, request => request.Model = model, plans.steering.StartPlanAsync));
        routes.MapDelete(Plan, (string model, HttpContext context, PlanEndpoints plans) => plans.ChangeAsync<AbortPlanRequest, AbortPlanResponse>(
            context, request => request.Model = model, plans.steering.AbortPlanAsync));
        routes.MapPost(Plan + ":pause", (string model, HttpContext context, PlanEndpoints plans) => plans.ChangeAsync<PausePlanRequest, PausePlanResponse>(
            context, request => request.Model = model, plans.steering.PausePlanAsync));
        routes.MapPost(Plan + ":resume", (string model, HttpContext context, PlanEndpoints plans) => plans.ChangeAsync<ResumePlanRequest, ResumePlanResponse>(
            context, request => request.Model = model, plans.steering.ResumePlanAsync));
    }

    private async Task ChangeAsync<TRequest, TResponse>(HttpContext context, Action<TRequest> name, Func<TRequest, CallOptions, AsyncUnaryCall<TResponse>> send)
        where TRequest : IMessage<TRequest>, new()
        where TResponse : IMessage
    {
        var call = deadline.Start(context);
        var request = await ProtoBody.ReadAsync<TRequest>(context);
        name(request);
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, send(request, call)));
    }

    private async Task AnswerAsync<TResponse>(HttpContext context, Func<CallOptions, AsyncUnaryCall<TResponse>> send)
        where TResponse : IMessage =>
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, send(deadline.Start(context))));
}
