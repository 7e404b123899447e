using FedMl.Models.AzureMl;
using FedMl.Models.Catalog;
using FedMl.Models.Deployments;
using FedMl.Protos.Models.V1;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Models;

/// <summary><c>fedml.models.v1.DeploymentsService</c>: messages in and out; the workspace's endpoints do the rest.</summary>
internal sealed class DeploymentsGrpcService(IOptions<ModelsOptions> options, ModelCatalog catalog, Lazy<OnlineEndpoints> endpoints)
    : DeploymentsService.DeploymentsServiceBase
{
    private const int UsualLines = 100;

    public override async Task Deploy(DeployRequest request, IServerStreamWriter<DeployResponse> responseStream, ServerCallContext context) =>
        await CallAsync(async () =>
        {
            DeploymentCheck.Check(request, options.Value.Deployments);
            var version = catalog.Version(request.Model, request.Version);
            if (!version.IsOffered)
            {
                throw new ArtifactNotFoundException(version, Registry.ArtifactPath.Model);
            }

            await endpoints.Value.DeployAsync(request, told => responseStream.WriteAsync(told, context.CancellationToken), context.CancellationToken);
            return true;
        });

    public override Task<GetEndpointResponse> GetEndpoint(GetEndpointRequest request, ServerCallContext context) => CallAsync(() =>
    {
        DeploymentCheck.CheckEndpoint(request.Endpoint);
        return endpoints.Value.ReadAsync(request.Endpoint, context.CancellationToken);
    });

    public override Task<SetTrafficResponse> SetTraffic(SetTrafficRequest request, ServerCallContext context) => CallAsync(async () =>
    {
        DeploymentCheck.Check(request);
        await endpoints.Value.SetTrafficAsync(request, context.CancellationToken);
        return new SetTrafficResponse();
    });

    public override Task<GetDeploymentLogsResponse> GetDeploymentLogs(GetDeploymentLogsRequest request, ServerCallContext context) => CallAsync(async () =>
    {
        DeploymentCheck.Check(request);
        var lines = request.Lines == 0 ? UsualLines : request.Lines;
        return new GetDeploymentLogsResponse { Text = await endpoints.Value.LogsAsync(request.Endpoint, request.Deployment, lines, context.CancellationToken) };
    });

    public override Task<DeleteDeploymentResponse> DeleteDeployment(DeleteDeploymentRequest request, ServerCallContext context) => CallAsync(async () =>
    {
        DeploymentCheck.CheckEndpoint(request.Endpoint, request.Deployment);
        await endpoints.Value.DeleteAsync(request.Endpoint, request.Deployment, context.CancellationToken);
        return new DeleteDeploymentResponse();
    });

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        if (!options.Value.Deployments.IsOn)
        {
            throw new DeploymentsOffException();
        }

        try
        {
            return await call();
        }
        catch (AzureCallException exception)
        {
            throw DeploymentFaults.Of(exception);
        }
    }
}
