using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace FedMl.Tests.AzureMl;

/// <summary>§6.4: managed online endpoints, their deployments, traffic and logs; §6.5: operations that take time.</summary>
public sealed class OnlineEndpointStandIn(AzureMlStandIn standIn)
{
    private readonly ConcurrentDictionary<string, (int Polls, Action Apply)> running = new();

    /// <summary>Endpoints and, as <c>endpoint/deployment</c>, deployments, as Azure would answer them.</summary>
    public ConcurrentDictionary<string, JsonObject> Resources { get; } = new(StringComparer.Ordinal);

    /// <summary>Times that an operation is asked for before it is done.</summary>
    public int Polls { get; set; } = 2;

    /// <summary>Whether operations are followed by <c>Location</c> in place of <c>Azure-AsyncOperation</c>.</summary>
    public bool ByLocation { get; set; }

    /// <summary>Code with which operations fail; null: they succeed.</summary>
    public string? FailsWith { get; set; }

    /// <summary>Where operations are said to be; null: here.</summary>
    public string? Elsewhere { get; set; }

    internal string? OperationOf(HttpContext context) => (context.Request.Method, Parts(context)) switch
    {
        ("GET", ["onlineEndpoints", _]) => "endpoint",
        ("PUT", ["onlineEndpoints", _]) => "putEndpoint",
        ("DELETE", ["onlineEndpoints", _] or ["onlineEndpoints", _, "deployments", _]) => "delete",
        ("GET", ["onlineEndpoints", _, "deployments"]) => "deployments",
        ("PUT", ["onlineEndpoints", _, "deployments", _]) => "putDeployment",
        ("POST", ["onlineEndpoints", _, "deployments", _, "getLogs"]) => "logs",
        ("GET", ["operations", _]) => "operation",
        _ => null,
    };

    internal async Task AnswerAsync(HttpContext context, string operation)
    {
        var parts = Parts(context);
        var name = parts.Length > 3 ? $"{parts[1]}/{parts[3]}" : parts[1];
        switch (operation)
        {
            case "endpoint":
                await (Resources.TryGetValue(name, out var endpoint) ? context.Response.WriteAsJsonAsync(endpoint) : StandInFault.Status(404, "ResourceNotFound")(context));
                break;
            case "deployments":
                var below = Resources.Where(entry => entry.Key.StartsWith(name + "/", StringComparison.Ordinal)).OrderBy(entry => entry.Key, StringComparer.Ordinal);
                await context.Response.WriteAsJsonAsync(new JsonObject { ["value"] = new JsonArray([.. below.Select(entry => entry.Value.DeepClone())]) });
                break;
            case "logs":
                var asked = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
                await context.Response.WriteAsJsonAsync(new JsonObject { ["content"] = $"the last {asked["tail"]} lines of {name}" });
                break;
            case "operation":
                await PollAsync(context, parts[1]);
                break;
            case "delete":
                await (Resources.ContainsKey(name) ? AcceptAsync(context, 202, () => Remove(name)) : Empty(context, 204));
                break;
            default:
                await PutAsync(context, operation, name, (await JsonNode.ParseAsync(context.Request.Body))!.AsObject());
                break;
        }
    }

    private async Task PutAsync(HttpContext context, string operation, string name, JsonObject body)
    {
        string[] wanted = operation == "putEndpoint" ? ["authMode"] : ["endpointComputeType", "model", "instanceType"];
        string[] readOnly = ["scoringUri", "swaggerUri", "provisioningState"];
        if (body["location"] is null || body["properties"] is not JsonObject properties || !wanted.All(properties.ContainsKey) || readOnly.Any(properties.ContainsKey) || body["id"] is not null)
        {
            await standIn.RefuseAsync(context, $"has a body that is not as it must be: {body}", 400);
            return;
        }

        await AcceptAsync(context, 201, () =>
        {
            properties["provisioningState"] = "Succeeded";
            properties["scoringUri"] = $"https://{name}.westeurope.inference.ml.azure.com/score";
            body["name"] = name.Split('/')[^1];
            body["id"] = $"{standIn.Settings.Root}/onlineEndpoints/{name}";
            Resources[name] = body;
        });
    }

    private async Task AcceptAsync(HttpContext context, int status, Action apply)
    {
        var id = Guid.NewGuid().ToString("N");
        running[id] = (Polls, apply);
        var link = $"{Elsewhere ?? standIn.Address}{standIn.Settings.Root}/operations/{id}?api-version={standIn.Settings.ApiVersion}";
        context.Response.Headers[ByLocation ? "Location" : "Azure-AsyncOperation"] = link;
        context.Response.Headers.RetryAfter = "5";
        context.Response.StatusCode = ByLocation ? 202 : status;
        await context.Response.WriteAsync("{}");
    }

    private async Task PollAsync(HttpContext context, string id)
    {
        var (polls, apply) = running[id];
        running[id] = (polls - 1, apply);
        var isDone = polls <= 1;
        if (isDone && FailsWith is null)
        {
            apply();
        }

        context.Response.Headers.RetryAfter = "5";
        if (ByLocation)
        {
            context.Response.StatusCode = isDone ? FailsWith is null ? 200 : 400 : 202;
            await (isDone && FailsWith is { } code ? StandInFault.Status(400, code)(context) : context.Response.WriteAsync("{}"));
            return;
        }

        var status = !isDone ? "InProgress" : FailsWith is null ? "Succeeded" : "Failed";
        await context.Response.WriteAsJsonAsync(new { status, error = FailsWith is null ? null : new { code = FailsWith, message = "Said by the stand-in." } });
    }

    private void Remove(string name)
    {
        foreach (var key in Resources.Keys.Where(key => key == name || key.StartsWith(name + "/", StringComparison.Ordinal)))
        {
            Resources.TryRemove(key, out _);
        }
    }

    private static Task Empty(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private string[] Parts(HttpContext context) =>
        standIn.Settings.Kind == "workspaces" && context.Request.Path.Value!.StartsWith(standIn.Settings.Root + "/", StringComparison.Ordinal)
            ? context.Request.Path.Value[standIn.Settings.Root.Length..].Trim('/').Split('/') : [];
}
