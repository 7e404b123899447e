using FedMl.Gateway.Requests;
using FedMl.Protos.Models.V1;

namespace FedMl.Gateway.Steering;

/// <summary>Changes what a model's versions stand for, and tells what was changed. Bodies are the messages of <c>steering.proto</c> as JSON.</summary>
internal sealed class SteeringEndpoints(SteeringService.SteeringServiceClient steering, Deadline deadline)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/models/{model}/aliases/{alias}", (string model, string alias, HttpContext context, SteeringEndpoints endpoints) =>
            endpoints.SetAliasAsync(context, model, alias));
        routes.MapDelete("/v1/models/{model}/aliases/{alias}", (string model, string alias, HttpContext context, SteeringEndpoints endpoints) =>
            endpoints.DeleteAliasAsync(context, model, alias));
        routes.MapGet("/v1/models/{model}/changes", (string model, HttpContext context, SteeringEndpoints endpoints) =>
            endpoints.ListChangesAsync(context, model));

        const string Rollout = "/v1/models/{model}/rollout";
        routes.MapGet(Rollout, (string model, HttpContext context, SteeringEndpoints endpoints) => endpoints.GetRolloutAsync(context, model));
        routes.MapPut(Rollout, (string model, HttpContext context, SteeringEndpoints endpoints) => endpoints.SetRolloutAsync(context, model));
        routes.MapDelete(Rollout, (string model, HttpContext context, SteeringEndpoints endpoints) => endpoints.DeleteRolloutAsync(context, model));
    }

    private async Task GetRolloutAsync(HttpContext context, string model)
    {
        var request = new GetRolloutRequest { Model = model };
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, steering.GetRolloutAsync(request, deadline.Start(context))));
    }

    private async Task SetRolloutAsync(HttpContext context, string model)
    {
        var call = deadline.Start(context);
        var request = await ProtoBody.ReadAsync<SetRolloutRequest>(context);
        request.Model = model;
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, steering.SetRolloutAsync(request, call)));
    }

    private async Task DeleteRolloutAsync(HttpContext context, string model)
    {
        var call = deadline.Start(context);
        var request = await ProtoBody.ReadAsync<DeleteRolloutRequest>(context);
        request.Model = model;
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, steering.DeleteRolloutAsync(request, call)));
    }

    private async Task SetAliasAsync(HttpContext context, string model, string alias)
    {
        var call = deadline.Start(context);
        var request = await ProtoBody.ReadAsync<SetAliasRequest>(context);
        (request.Model, request.Alias) = (model, alias);
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, steering.SetAliasAsync(request, call)));
    }

    private async Task DeleteAliasAsync(HttpContext context, string model, string alias)
    {
        var call = deadline.Start(context);
        var request = await ProtoBody.ReadAsync<DeleteAliasRequest>(context);
        (request.Model, request.Alias) = (model, alias);
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, steering.DeleteAliasAsync(request, call)));
    }

    private async Task ListChangesAsync(HttpContext context, string model)
    {
        var request = new ListChangesRequest { Model = model };
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, steering.ListChangesAsync(request, deadline.Start(context))));
    }
}
