using System.Text.Json.Nodes;
using FedMl.Models.AzureMl;
using FedMl.Protos.Models.V1;

namespace FedMl.Models.Deployments;

/// <summary>The managed online endpoints of a workspace. Azure keeps all state: nothing is remembered here.</summary>
internal sealed class OnlineEndpoints(ArmClient arm, LongOperation operations, AzureMlOptions azure, DeploymentOptions options)
{
    // What Azure answers but does not take.
    private static readonly string[] ReadOnly = ["id", "name", "type", "systemData"];
    private static readonly string[] ReadOnlyProperties = ["scoringUri", "swaggerUri", "provisioningState"];

    /// <exception cref="AzureCallException">Azure refuses, fails or is not there.</exception>
    public async Task DeployAsync(DeployRequest request, Func<DeployResponse, Task> tell, CancellationToken cancellationToken)
    {
        await tell(new DeployResponse { Step = DeployStep.Endpoint });
        if (await FindAsync(request.Endpoint, cancellationToken) is null)
        {
            var endpoint = new { location = options.Location, identity = new { type = "SystemAssigned" }, properties = new { authMode = $"{options.Auth}" } };
            await PutAsync(Uri(request.Endpoint), endpoint, $"Creating the endpoint {request.Endpoint}", cancellationToken);
        }

        await tell(new DeployResponse { Step = DeployStep.Endpoint, Done = true });
        await tell(new DeployResponse { Step = DeployStep.Deployment });
        var deployment = new
        {
            location = options.Location,
            sku = new { name = "Default", capacity = Math.Max(1, request.InstanceCount) },
            properties = new
            {
                endpointComputeType = "Managed",
                model = ModelId(request.Model, request.Version),
                environmentId = options.EnvironmentId.Length == 0 ? null : options.EnvironmentId,
                instanceType = request.InstanceType.Length == 0 ? options.Types[0] : request.InstanceType,
            },
        };
        await PutAsync(Uri(request.Endpoint, request.Deployment), deployment, $"Making the deployment {request.Deployment}", cancellationToken);
        await tell(new DeployResponse { Step = DeployStep.Deployment, Done = true });
    }

    /// <exception cref="AzureCallException">It cannot be read, or is not there.</exception>
    public async Task<GetEndpointResponse> ReadAsync(string endpoint, CancellationToken cancellationToken)
    {
        var found = await arm.GetAsync<JsonObject>(Uri(endpoint), $"Reading the endpoint {endpoint}", cancellationToken);
        var answer = new GetEndpointResponse { State = Text(found, "provisioningState"), ScoringUri = Text(found, "scoringUri") };
        await foreach (var deployment in arm.ListAsync<JsonObject>(Uri(endpoint, ""), $"Listing the deployments of {endpoint}", cancellationToken))
        {
            var name = Text(deployment["name"]);
            answer.Deployments.Add(new Deployment
            {
                Name = name,
                State = Text(deployment, "provisioningState"),
                Model = Text(deployment, "model"),
                InstanceType = Text(deployment, "instanceType"),
                InstanceCount = Number((deployment["sku"] as JsonObject)?["capacity"]),
                TrafficPercent = Number(((found["properties"] as JsonObject)?["traffic"] as JsonObject)?[name]),
            });
        }

        return answer;
    }

    /// <exception cref="AzureCallException">It cannot be set; 404: the endpoint or a deployment is not there.</exception>
    public async Task SetTrafficAsync(SetTrafficRequest request, CancellationToken cancellationToken)
    {
        var what = $"Setting the traffic of {request.Endpoint}";
        var there = (await ReadAsync(request.Endpoint, cancellationToken)).Deployments.Select(deployment => deployment.Name).ToHashSet(StringComparer.Ordinal);
        if (request.Percent.Keys.FirstOrDefault(name => !there.Contains(name)) is { } missing)
        {
            throw new AzureCallException(what, $"there is no deployment {missing}", 404);
        }

        // All else of the endpoint stays as it is: Azure takes it as a whole.
        var endpoint = await arm.GetAsync<JsonObject>(Uri(request.Endpoint), what, cancellationToken);
        ReadOnly.ToList().ForEach(name => endpoint.Remove(name));
        if (endpoint["properties"] is not JsonObject properties)
        {
            throw new AzureCallException(what, "an endpoint without properties");
        }

        ReadOnlyProperties.ToList().ForEach(name => properties.Remove(name));
        properties["traffic"] = new JsonObject(request.Percent.Select(share => KeyValuePair.Create(share.Key, (JsonNode?)share.Value)));
        await PutAsync(Uri(request.Endpoint), endpoint, what, cancellationToken);
    }

    /// <exception cref="AzureCallException">They cannot be read.</exception>
    public async Task<string> LogsAsync(string endpoint, string deployment, int lines, CancellationToken cancellationToken)
    {
        var answer = await arm.PostAsync<JsonObject>(
            Uri(endpoint, deployment, "/getLogs"), new { tail = lines }, $"Reading the logs of {deployment}", cancellationToken);
        return Text(answer["content"]);
    }

    /// <exception cref="AzureCallException">It cannot be deleted.</exception>
    public async Task DeleteAsync(string endpoint, string deployment, CancellationToken cancellationToken)
    {
        var uri = deployment.Length == 0 ? Uri(endpoint) : Uri(endpoint, deployment);
        var what = deployment.Length == 0 ? $"Deleting the endpoint {endpoint}" : $"Deleting the deployment {deployment}";
        var answer = await arm.DeleteAsync(uri, what, cancellationToken);
        if (answer.Status != 404)
        {
            await operations.WaitAsync(answer, uri, what, cancellationToken);
        }
    }

    private async Task<JsonObject?> FindAsync(string endpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await arm.GetAsync<JsonObject>(Uri(endpoint), $"Reading the endpoint {endpoint}", cancellationToken);
        }
        catch (AzureCallException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private async Task PutAsync(Uri uri, object body, string what, CancellationToken cancellationToken) =>
        await operations.WaitAsync(await arm.PutAsync(uri, body, what, cancellationToken), uri, what, cancellationToken);

    private string ModelId(string model, string version) => azure.Kind == AzureMlKind.Registry
        ? $"azureml://registries/{azure.Name}/models/{model}/versions/{version}"
        : $"{AzureMlPlace.Path(azure.SubscriptionId, azure.ResourceGroup, "workspaces", azure.Name)}/models/{model}/versions/{version}";

    private Uri Uri(string endpoint, string? deployment = null, string more = "") => new(
        azure.ManagementEndpoint.TrimEnd('/') + AzureMlPlace.Path(options.SubscriptionId, options.ResourceGroup, "workspaces", options.Workspace)
        + $"/onlineEndpoints/{endpoint}{(deployment is null ? "" : $"/deployments/{deployment}".TrimEnd('/'))}{more}?api-version={azure.ApiVersion}");

    private static string Text(JsonObject answer, string property) => Text((answer["properties"] as JsonObject)?[property]);

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static int Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<int>(out var number) ? number : 0;
}
