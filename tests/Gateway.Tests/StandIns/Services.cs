using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.Gateway.Tests.StandIns;

internal sealed class ScoringStandIn(StandIn standIn) : ScoringService.ScoringServiceBase
{
    public override Task<ScoreResponse> Score(ScoreRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<ScoreResponse>(request, context);

    public override Task<ListModelStatusesResponse> ListModelStatuses(ListModelStatusesRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<ListModelStatusesResponse>(request, context);
}

internal sealed class ModelsStandIn(StandIn standIn) : ModelsService.ModelsServiceBase
{
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<ListModelsResponse>(request, context);

    public override Task<GetModelVersionResponse> GetModelVersion(GetModelVersionRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<GetModelVersionResponse>(request, context);
}

internal sealed class FeaturesStandIn(StandIn standIn) : FeaturesService.FeaturesServiceBase
{
    public override Task<ListFeatureViewsResponse> ListFeatureViews(ListFeatureViewsRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<ListFeatureViewsResponse>(request, context);

    public override Task<GetOnlineFeaturesResponse> GetOnlineFeatures(GetOnlineFeaturesRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<GetOnlineFeaturesResponse>(request, context);

    public override Task<ListSpacesResponse> ListSpaces(ListSpacesRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<ListSpacesResponse>(request, context);

    public override Task<ListAssetsResponse> ListAssets(ListAssetsRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<ListAssetsResponse>(request, context);

    public override Task<DescribeAssetResponse> DescribeAsset(DescribeAssetRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<DescribeAssetResponse>(request, context);
}

internal sealed class DiscoveryStandIn(StandIn standIn) : DiscoveryService.DiscoveryServiceBase
{
    public override Task<SearchAssetsResponse> SearchAssets(SearchAssetsRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<SearchAssetsResponse>(request, context);

    public override Task<ProfileAssetResponse> ProfileAsset(ProfileAssetRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<ProfileAssetResponse>(request, context);

    public override Task<SampleRowsResponse> SampleRows(SampleRowsRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<SampleRowsResponse>(request, context);

    public override Task<DraftFeatureViewResponse> DraftFeatureView(DraftFeatureViewRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<DraftFeatureViewResponse>(request, context);
}

internal sealed class SteeringStandIn(StandIn standIn) : SteeringService.SteeringServiceBase
{
    public override Task<SetAliasResponse> SetAlias(SetAliasRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<SetAliasResponse>(request, context);

    public override Task<DeleteAliasResponse> DeleteAlias(DeleteAliasRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<DeleteAliasResponse>(request, context);

    public override Task<ListChangesResponse> ListChanges(ListChangesRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<ListChangesResponse>(request, context);

    public override Task<GetRolloutResponse> GetRollout(GetRolloutRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<GetRolloutResponse>(request, context);

    public override Task<SetRolloutResponse> SetRollout(SetRolloutRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<SetRolloutResponse>(request, context);

    public override Task<DeleteRolloutResponse> DeleteRollout(DeleteRolloutRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<DeleteRolloutResponse>(request, context);

    public override Task<StartPlanResponse> StartPlan(StartPlanRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<StartPlanResponse>(request, context);

    public override Task<GetPlanResponse> GetPlan(GetPlanRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<GetPlanResponse>(request, context);

    public override Task<PausePlanResponse> PausePlan(PausePlanRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<PausePlanResponse>(request, context);

    public override Task<ResumePlanResponse> ResumePlan(ResumePlanRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<ResumePlanResponse>(request, context);

    public override Task<AbortPlanResponse> AbortPlan(AbortPlanRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<AbortPlanResponse>(request, context);
}

internal sealed class DeploymentsStandIn(StandIn standIn) : DeploymentsService.DeploymentsServiceBase
{
    /// <summary>Tells a step, then the one that was scripted; fails after one that is not done.</summary>
    public override async Task Deploy(DeployRequest request, IServerStreamWriter<DeployResponse> responseStream, ServerCallContext context)
    {
        var last = await standIn.AnswerAsync<DeployResponse>(request, context);
        await responseStream.WriteAsync(new DeployResponse { Step = DeployStep.Endpoint, Done = true }, context.CancellationToken);
        await responseStream.WriteAsync(last, context.CancellationToken);
        if (!last.Done)
        {
            throw RpcErrors.ToRpcException(new ServiceException(ErrorReason.DeploymentRefused, "QuotaExceeded"));
        }
    }

    public override Task<GetEndpointResponse> GetEndpoint(GetEndpointRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<GetEndpointResponse>(request, context);

    public override Task<SetTrafficResponse> SetTraffic(SetTrafficRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<SetTrafficResponse>(request, context);

    public override Task<GetDeploymentLogsResponse> GetDeploymentLogs(GetDeploymentLogsRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<GetDeploymentLogsResponse>(request, context);

    public override Task<DeleteDeploymentResponse> DeleteDeployment(DeleteDeploymentRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<DeleteDeploymentResponse>(request, context);
}

internal sealed class PredictionsStandIn(StandIn standIn) : PredictionsService.PredictionsServiceBase
{
    public override async Task WritePredictions(
        IAsyncStreamReader<WritePredictionsRequest> requestStream, IServerStreamWriter<WritePredictionsResponse> responseStream, ServerCallContext context)
    {
        await foreach (var part in requestStream.ReadAllAsync(context.CancellationToken))
        {
            var answer = await standIn.AnswerAsync<WritePredictionsResponse>(part, context);
            if (part.Batch is not null)
            {
                await responseStream.WriteAsync(answer);
            }
        }
    }
}
