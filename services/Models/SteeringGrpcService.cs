using FedMl.Models.Steering;
using FedMl.Protos.Models.V1;
using Grpc.Core;

namespace FedMl.Models;

/// <summary><c>fedml.models.v1.SteeringService</c>: messages in and out; <see cref="Steerer"/> decides.</summary>
internal sealed class SteeringGrpcService(Steerer steerer) : SteeringService.SteeringServiceBase
{
    public override async Task<SetAliasResponse> SetAlias(SetAliasRequest request, ServerCallContext context)
    {
        var change = await steerer.SetAliasAsync(
            Tenant.Local,
            request.Model,
            request.Alias,
            request.Version,
            request.HasFrom ? request.From : null,
            new Author(request.By, request.Why),
            context.CancellationToken);
        return new SetAliasResponse { Change = change.ToMessage() };
    }

    public override async Task<DeleteAliasResponse> DeleteAlias(DeleteAliasRequest request, ServerCallContext context)
    {
        var change = await steerer.DeleteAliasAsync(Tenant.Local, request.Model, request.Alias, new Author(request.By, request.Why), context.CancellationToken);
        return new DeleteAliasResponse { Change = change.ToMessage() };
    }

    public override Task<GetRolloutResponse> GetRollout(GetRolloutRequest request, ServerCallContext context) =>
        Task.FromResult(new GetRolloutResponse { Rollout = steerer.GetRollout(request.Model).ToMessage() });

    public override async Task<SetRolloutResponse> SetRollout(SetRolloutRequest request, ServerCallContext context)
    {
        var change = await steerer.SetRolloutAsync(
            Tenant.Local,
            request.Model,
            request.Rollout.ToCore(),
            request.HasFromChange ? request.FromChange : null,
            new Author(request.By, request.Why),
            context.CancellationToken);
        return new SetRolloutResponse { Change = change.ToMessage() };
    }

    public override async Task<DeleteRolloutResponse> DeleteRollout(DeleteRolloutRequest request, ServerCallContext context)
    {
        var change = await steerer.DeleteRolloutAsync(Tenant.Local, request.Model, new Author(request.By, request.Why), context.CancellationToken);
        return new DeleteRolloutResponse { Change = change.ToMessage() };
    }

    public override async Task<ListChangesResponse> ListChanges(ListChangesRequest request, ServerCallContext context)
    {
        var changes = await steerer.ListChangesAsync(Tenant.Local, request.Model, request.MaxChanges, context.CancellationToken);
        return new ListChangesResponse { Changes = { changes.Select(change => change.ToMessage()) } };
    }
}
