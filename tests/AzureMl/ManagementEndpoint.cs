using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace FedMl.Tests.AzureMl;

/// <summary>The management interface: models, versions, data references, datastores and discovery.</summary>
internal sealed class ManagementEndpoint(AzureMlStandIn standIn)
{
    public string? OperationOf(HttpContext context)
    {
        var settings = standIn.Settings;
        var path = context.Request.Path.Value!;
        var isRegistry = settings.Kind == "registries";
        if (context.Request.Method == "GET" && isRegistry && path == $"/registrymanagement/v1.0/registries/{settings.Name}/discovery")
        {
            return "discovery"; // §6.3, 4.
        }

        return !path.StartsWith(settings.Root + "/", StringComparison.Ordinal) ? null : (context.Request.Method, Parts(path)) switch
        {
            ("GET", ["models"]) => "models", // §6.2
            ("GET", ["models", _, "versions"]) => "versions", // §6.2
            ("POST", [var call, _, "versions", _]) when isRegistry && call == settings.DataReferenceSegment => "datareference", // §6.3, 2.
            ("GET", ["datastores", _]) when !isRegistry => "datastore", // §6.3, workspace
            ("POST", ["datastores", _, "listSecrets"]) when !isRegistry => "secrets", // §6.3, workspace
            _ => null,
        };
    }

    public async Task AnswerAsync(HttpContext context, string operation)
    {
        var token = context.Request.Headers.Authorization.ToString();
        if (!token.StartsWith("Bearer ", StringComparison.Ordinal) || !standIn.Tokens.IsFor(token["Bearer ".Length..], "https://management.azure.com"))
        {
            await StandInFault.Status(401, "InvalidAuthenticationToken")(context);
            return;
        }

        if (operation != "discovery" && context.Request.Query["api-version"] != standIn.Settings.ApiVersion)
        {
            await standIn.RefuseAsync(context, "has another api-version", 400);
            return;
        }

        if (operation is "models" or "versions" && context.Request.Query.Keys.Except(["api-version", "listViewType", "$skip"]).Any())
        {
            await standIn.RefuseAsync(context, "has a query that is not known", 400);
            return;
        }

        if (standIn.Endpoints.OperationOf(context) is { } deploying)
        {
            await standIn.Endpoints.AnswerAsync(context, deploying);
            return;
        }

        var parts = Parts(context.Request.Path.Value!);
        var answer = operation switch
        {
            "discovery" => Discovery(),
            "models" => Paged(context, [.. standIn.Models.Where(m => IsListed(context, m.Value.IsArchived)).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => Model(m.Key, m.Value))]),
            "versions" => Versions(context, parts[1]),
            "datareference" => await DataReferenceAsync(context, parts[1], parts[3]),
            "datastore" => Datastore(parts[1]),
            _ => Secrets(parts[1]),
        };
        await (answer is null ? StandInFault.Status(404, "ResourceNotFound")(context) : context.Response.WriteAsJsonAsync(answer));
    }

    // A path of discovery has no parts of ours.
    private string[] Parts(string path) =>
        path.StartsWith(standIn.Settings.Root, StringComparison.Ordinal) ? path[standIn.Settings.Root.Length..].Trim('/').Split('/') : [];

    // §6.2: listViewType=ActiveOnly|ArchivedOnly|All.
    private static bool IsListed(HttpContext context, bool isArchived) => context.Request.Query["listViewType"].ToString() switch
    {
        "ActiveOnly" => !isArchived,
        "ArchivedOnly" => isArchived,
        _ => true,
    };

    // §6.3, 4.: {primaryRegionResourceProviderUri, subscriptionId, resourceGroup, ...}.
    private JsonObject Discovery() => new()
    {
        ["registryName"] = standIn.Settings.Name,
        ["primaryRegionResourceProviderUri"] = standIn.Address + "/",
        ["subscriptionId"] = standIn.Settings.Subscription,
        ["resourceGroup"] = standIn.Settings.ResourceGroup,
    };

    // §6.2: properties{latestVersion,nextVersion,isArchived,tags,description}.
    private JsonObject Model(string name, StandInModel model) => new()
    {
        ["id"] = $"{standIn.Settings.Root}/models/{name}",
        ["name"] = name,
        ["type"] = $"Microsoft.MachineLearningServices/{standIn.Settings.Kind}/models",
        ["properties"] = new JsonObject
        {
            ["latestVersion"] = model.LatestVersion,
            ["nextVersion"] = null,
            ["isArchived"] = model.IsArchived,
            ["tags"] = JsonSerializer.SerializeToNode(model.Tags),
            ["properties"] = JsonSerializer.SerializeToNode(model.Properties),
            ["description"] = null,
        },
    };

    private JsonObject? Versions(HttpContext context, string model) => standIn.Models.TryGetValue(model, out var found)
        ? Paged(context, [.. found.Versions.Where(v => IsListed(context, v.Value.IsArchived)).OrderByDescending(v => v.Value.CreatedAt).Select(v => Version(model, v.Key, v.Value))])
        : null;

    private string IdOf(string model, string version) => $"{standIn.Settings.Root}/models/{model}/versions/{version}";

    // §6.2: properties{modelUri, modelType, flavors, jobName, tags, properties, description, isAnonymous, isArchived}.
    private JsonObject Version(string model, string version, StandInVersion found) => new()
    {
        ["id"] = IdOf(model, version),
        ["name"] = version,
        ["type"] = $"Microsoft.MachineLearningServices/{standIn.Settings.Kind}/models/versions",
        ["properties"] = new JsonObject
        {
            ["modelUri"] = found.ModelUri,
            ["modelType"] = found.ModelType,
            ["flavors"] = new JsonObject(),
            ["jobName"] = null,
            ["tags"] = JsonSerializer.SerializeToNode(found.Tags),
            ["properties"] = new JsonObject(),
            ["isAnonymous"] = found.IsAnonymous,
            ["isArchived"] = found.IsArchived,
        },
        ["systemData"] = new JsonObject { ["createdAt"] = found.CreatedAt.ToString("O", CultureInfo.InvariantCulture), ["createdBy"] = "someone" },
    };

    // §6.2: {value[],nextLink}, with $skip.
    private JsonObject Paged(HttpContext context, List<JsonObject> all)
    {
        _ = int.TryParse(context.Request.Query["$skip"], CultureInfo.InvariantCulture, out var skip);
        var next = skip + standIn.Settings.PageSize;
        var page = new JsonObject { ["value"] = new JsonArray([.. all.Skip(skip).Take(standIn.Settings.PageSize)]) };
        if (next < all.Count)
        {
            page["nextLink"] = $"{standIn.Address}{context.Request.Path}?api-version={standIn.Settings.ApiVersion}"
                + $"&listViewType={context.Request.Query["listViewType"]}&$skip={next}";
        }

        return page;
    }

    // §6.3, 2.: body {"assetId","blobUri"}; answer blobReferenceForConsumption{blobUri,storageAccountArmId,credential{credentialType,sasUri}}.
    private async Task<JsonObject?> DataReferenceAsync(HttpContext context, string model, string version)
    {
        if (standIn.Models.GetValueOrDefault(model)?.Versions.GetValueOrDefault(version) is not { } found)
        {
            return null;
        }

        var body = await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body);
        var id = standIn.Settings.WantsRegistryUri ? $"azureml://registries/{standIn.Settings.Name}/models/{model}/versions/{version}" : IdOf(model, version);
        if (body?.Count != 2 || body["assetId"]?.GetValue<string>() != id || body["blobUri"]?.GetValue<string>() != found.ModelUri)
        {
            throw new InvalidOperationException($"The body of the data reference is not as it must be: {body}");
        }

        var sas = standIn.Sign(found.ModelUri);
        return new JsonObject
        {
            ["blobReferenceForConsumption"] = new JsonObject
            {
                ["blobUri"] = found.ModelUri,
                ["storageAccountArmId"] = "/subscriptions/x/resourceGroups/y/providers/Microsoft.Storage/storageAccounts/z",
                ["credential"] = sas is null ? new JsonObject { ["credentialType"] = "NoCredentials" } : new JsonObject { ["credentialType"] = "SAS", ["sasUri"] = sas },
            },
        };
    }

    // §6.3, workspace: properties{datastoreType:"AzureBlob",accountName,containerName,endpoint,protocol,credentials,isDefault}.
    private JsonObject? Datastore(string name) => standIn.Datastores.TryGetValue(name, out var store)
        ? new JsonObject
        {
            ["name"] = name,
            ["properties"] = new JsonObject
            {
                ["datastoreType"] = store.Type,
                ["accountName"] = store.Account,
                ["containerName"] = store.Container,
                ["endpoint"] = "core.windows.net",
                ["protocol"] = "https",
                ["credentials"] = new JsonObject { ["credentialsType"] = "AccountKey" },
                ["isDefault"] = true,
            },
        }
        : null;

    // §6.3, workspace: {secretsType:"AccountKey",key} | {secretsType:"Sas",sasToken} | Certificate | ServicePrincipal.
    private JsonNode? Secrets(string name) => standIn.Datastores.TryGetValue(name, out var store) ? JsonSerializer.SerializeToNode(store.Secrets) : null;
}
