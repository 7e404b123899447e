using System.Text;
using FedMl.Gateway.Requests;
using FedMl.Gateway.Steering;
using FedMl.Protos.Models.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.Gateway.Deployments;

/// <summary>
/// Puts versions behind managed online endpoints, and looks after these. Bodies are the messages of <c>deployments.proto</c>
/// as JSON. What changes something waits until it is done, so it has the time of a stream.
/// </summary>
internal sealed class DeploymentEndpoints(DeploymentsService.DeploymentsServiceClient deployments, Deadline deadline)
{
    private const string Endpoint = "/v1/deployments/{endpoint}";
    private const string Deployment = Endpoint + "/{deployment}";

    private static readonly JsonFormatter Lines = new(new JsonFormatter.Settings(formatDefaultValues: true));

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Endpoint, (string endpoint, HttpContext context, DeploymentEndpoints d) => d.GetAsync(context, endpoint));
        routes.MapDelete(Endpoint, (string endpoint, HttpContext context, DeploymentEndpoints d) => d.DeleteAsync(context, endpoint, ""));
        routes.MapPut(Endpoint + ":traffic", (string endpoint, HttpContext context, DeploymentEndpoints d) => d.SetTrafficAsync(context, endpoint));
        routes.MapPut(Deployment, (string endpoint, string deployment, HttpContext context, DeploymentEndpoints d) => d.DeployAsync(context, endpoint, deployment));
        routes.MapDelete(Deployment, (string endpoint, string deployment, HttpContext context, DeploymentEndpoints d) => d.DeleteAsync(context, endpoint, deployment));
        routes.MapGet(Deployment + ":logs", (string endpoint, string deployment, HttpContext context, DeploymentEndpoints d) => d.LogsAsync(context, endpoint, deployment));
    }

    private async Task GetAsync(HttpContext context, string endpoint)
    {
        var call = deployments.GetEndpointAsync(new GetEndpointRequest { Endpoint = endpoint }, deadline.Start(context));
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, call));
    }

    private async Task SetTrafficAsync(HttpContext context, string endpoint)
    {
        var call = deadline.StartStream(context);
        var request = await ProtoBody.ReadAsync<SetTrafficRequest>(context);
        request.Endpoint = endpoint;
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, deployments.SetTrafficAsync(request, call)));
    }

    private async Task DeleteAsync(HttpContext context, string endpoint, string deployment)
    {
        var request = new DeleteDeploymentRequest { Endpoint = endpoint, Deployment = deployment };
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, deployments.DeleteDeploymentAsync(request, deadline.StartStream(context))));
    }

    private async Task LogsAsync(HttpContext context, string endpoint, string deployment)
    {
        var query = new Query(context.Request.Query);
        var request = new GetDeploymentLogsRequest { Endpoint = endpoint, Deployment = deployment, Lines = query.Number("lines") };
        query.ThrowIfWrong();
        await ProtoBody.WriteAsync(context, await Neighbours.AnswerOf(Neighbours.Models, deployments.GetDeploymentLogsAsync(request, deadline.Start(context))));
    }

    /// <summary>A line for each step. What fails before the first one is told in full; after it, the answer is cut off.</summary>
    private async Task DeployAsync(HttpContext context, string endpoint, string deployment)
    {
        var call = deadline.StartStream(context);
        var request = await ProtoBody.ReadAsync<DeployRequest>(context);
        (request.Endpoint, request.Deployment) = (endpoint, deployment);
        using var steps = deployments.Deploy(request, call);
        while (await MoveAsync(steps.ResponseStream, context.RequestAborted))
        {
            if (!context.Response.HasStarted)
            {
                context.Response.ContentType = "application/x-ndjson";
            }

            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Lines.Format(steps.ResponseStream.Current) + "\n"), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static async Task<bool> MoveAsync(IAsyncStreamReader<DeployResponse> steps, CancellationToken cancellationToken)
    {
        try
        {
            return await steps.MoveNext(cancellationToken);
        }
        catch (RpcException exception)
        {
            throw RpcErrors.FromRpcException(exception, Neighbours.Models);
        }
    }
}
