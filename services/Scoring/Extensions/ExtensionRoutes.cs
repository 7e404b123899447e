using System.Text.Json;
using FedMl.Protos.Auth.V1;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.Scoring.Rest;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn.Rights;

namespace FedMl.Scoring.Extensions;

/// <summary>The protocol's extensions over REST: the paths are Triton's.</summary>
internal static class ExtensionRoutes
{
    public static void MapExtensions(this WebApplication app)
    {
        var v2 = app.MapGroup("/v2").AddEndpointFilter<InferenceErrors>().Needs(Right.ModelsRead);
        foreach (var path in new[] { "/models/{model}", "/models/{model}/versions/{version}" })
        {
            v2.MapGet(path + "/config", Config);
            v2.MapGet(path + "/stats", Statistics);
            v2.MapGet(path + "/trace/setting", ReadTraces);
            v2.MapPost(path + "/trace/setting", ChangeTracesAsync).Needs(Right.Admin);
        }

        v2.MapGet("/models/stats", Statistics);
        v2.MapGet("/trace/setting", ReadTraces);
        v2.MapPost("/trace/setting", ChangeTracesAsync).Needs(Right.Admin);
        v2.MapGet("/logging", ReadLogs);
        v2.MapPost("/logging", ChangeLogsAsync).Needs(Right.Admin);
        foreach (var path in new[] { "/repository", "/repository/{repository}" })
        {
            v2.MapPost(path + "/index", IndexAsync);
            v2.MapPost(path + "/models/{model}/load", async (string? repository, string model, HttpContext context, ExtensionAnswers extensions) =>
                await extensions.Loads.LoadAsync(repository ?? "", model, await ParametersAsync(context), context.RequestAborted)).Needs(Right.ModelsManage);
            v2.MapPost(path + "/models/{model}/unload", async (string? repository, string model, HttpContext context, ExtensionAnswers extensions) =>
                await extensions.Loads.UnloadAsync(repository ?? "", model, await ParametersAsync(context), context.RequestAborted)).Needs(Right.ModelsManage);
        }

        foreach (var path in new[] { "/systemsharedmemory", "/systemsharedmemory/region/{region}", "/cudasharedmemory", "/cudasharedmemory/region/{region}" })
        {
            v2.MapGet(path + "/status", RefuseSharedMemory).Needs(Right.Admin);
            v2.MapPost(path + "/register", RefuseSharedMemory).Needs(Right.Admin);
            v2.MapPost(path + "/unregister", RefuseSharedMemory).Needs(Right.Admin);
        }
    }

    private static IResult ReadTraces(string? model, ExtensionAnswers extensions) =>
        SettingsJson.Of(extensions.Traces.Answer(new TraceSettingRequest { ModelName = model ?? "" }));

    private static async Task<IResult> ChangeTracesAsync(string? model, HttpContext context, ExtensionAnswers extensions)
    {
        var request = SettingsJson.ToTraceRequest(await JsonBody.ReadAsync(context.Request, context.RequestAborted));
        request.ModelName = model ?? "";
        return SettingsJson.Of(extensions.Traces.Answer(request));
    }

    private static IResult ReadLogs(ExtensionAnswers extensions) => SettingsJson.Of(extensions.Logs.Answer(new LogSettingsRequest()));

    private static async Task<IResult> ChangeLogsAsync(HttpContext context, ExtensionAnswers extensions) =>
        SettingsJson.Of(extensions.Logs.Answer(SettingsJson.ToLogRequest(await JsonBody.ReadAsync(context.Request, context.RequestAborted))));

    private static IResult Config(string model, string? version, ExtensionAnswers extensions) =>
        new ProtoResult(extensions.Configs.Of(model, version ?? ""));

    private static IResult Statistics(string? model, string? version, ExtensionAnswers extensions) =>
        new ProtoResult(extensions.Statistics.Of(model ?? "", version ?? ""));

    private static async Task<IResult> IndexAsync(string? repository, HttpContext context, ExtensionAnswers extensions)
    {
        var body = await JsonBody.ReadAsync(context.Request, context.RequestAborted);
        var index = extensions.Index.List(repository ?? "", OnlyReady(body));
        return new ProtoResult(json =>
        {
            json.WriteStartArray();
            foreach (var version in index.Models)
            {
                ProtoJson.Write(json, version);
            }

            json.WriteEndArray();
        });
    }

    private static async Task<IReadOnlyList<string>> ParametersAsync(HttpContext context) =>
        (await JsonBody.ReadAsync(context.Request, context.RequestAborted)).TryGetProperty("parameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object
            ? [.. parameters.EnumerateObject().Select(p => p.Name.Length <= 100 ? p.Name : p.Name[..100] + "…")]
            : [];

    private static bool OnlyReady(JsonElement body) => body.TryGetProperty("ready", out var ready) && ready.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw ServiceException.FromFaults(ErrorReason.InvalidRequest, "The request is not valid", [new Fault("ready", "must be true or false")]),
    };

    private static IResult RefuseSharedMemory() => throw SharedMemory.Refusal();
}
