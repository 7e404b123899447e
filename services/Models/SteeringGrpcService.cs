using FedMl.Models.Plans;
using FedMl.Models.Steering;
using FedMl.Protos.Models.V1;
using Grpc.Core;

namespace FedMl.Models;

/// <summary><c>fedml.models.v1.SteeringService</c>: messages in and out; <see cref="Steerer"/> and <see cref="PlanSteerer"/> decide.</summary>
internal sealed class SteeringGrpcService(Steerer steerer, PlanSteerer plans, TimeProvider time) : SteeringService.SteeringServiceBase
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

    public override async Task<StartPlanResponse> StartPlan(StartPlanRequest request, ServerCallContext context)
    {
        await plans.StartAsync(Tenant.Local, request.Model, request.Plan.ToCore(), new Author(request.By, request.Why), context.CancellationToken);
        return new StartPlanResponse { Progress = await ProgressAsync(request.Model, context) };
    }

    public override async Task<GetPlanResponse> GetPlan(GetPlanRequest request, ServerCallContext context) =>
        new() { Progress = await ProgressAsync(request.Model, context) };

    public override async Task<PausePlanResponse> PausePlan(PausePlanRequest request, ServerCallContext context)
    {
        await plans.PauseAsync(Tenant.Local, request.Model, new Author(request.By, request.Why), context.CancellationToken);
        return new PausePlanResponse { Progress = await ProgressAsync(request.Model, context) };
    }

    public override async Task<ResumePlanResponse> ResumePlan(ResumePlanRequest request, ServerCallContext context)
    {
        await plans.ResumeAsync(Tenant.Local, request.Model, new Author(request.By, request.Why), context.CancellationToken);
        return new ResumePlanResponse { Progress = await ProgressAsync(request.Model, context) };
    }

    public override async Task<AbortPlanResponse> AbortPlan(AbortPlanRequest request, ServerCallContext context)
    {
        await plans.AbortAsync(Tenant.Local, request.Model, new Author(request.By, request.Why), context.CancellationToken);
        return new AbortPlanResponse { Progress = await ProgressAsync(request.Model, context) };
    }

    private async Task<Protos.Models.V1.PlanProgress> ProgressAsync(string model, ServerCallContext context)
    {
        var (progress, numbers) = await plans.GetAsync(Tenant.Local, model, context.CancellationToken);
        return progress.ToMessage(numbers, time.GetUtcNow());
    }
}
