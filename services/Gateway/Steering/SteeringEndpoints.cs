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
