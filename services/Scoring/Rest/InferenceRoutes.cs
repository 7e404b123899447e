using FedMl.Protos.Auth.V1;
using FedMl.Scoring.Admission;
using FedMl.ScoringEngine;
using FedMl.ScoringEngine.Store;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn.Rights;
using Grpc.Core;

namespace FedMl.Scoring.Rest;

/// <summary>The Open Inference Protocol over REST: a second transport of the same data plane.</summary>
internal static class InferenceRoutes
{
    public static void MapInference(this WebApplication app, InferenceDoors doors)
    {
        var call = app.Services.GetRequiredService<InferenceCall>();
        var v2 = app.MapGroup("/v2").AddEndpointFilter<InferenceErrors>().Needs(Right.ModelsRead);
        v2.MapGet("", ServerMetadata);
        v2.MapGet("/health/live", () => Results.Json(new { live = true })).Needs(Right.Open);
        v2.MapGet("/health/ready", ServerReady).Needs(Right.Open);
        v2.MapGet("/models", (ModelStore models) => Results.Json(new { models = models.ModelNames }));
        foreach (var path in new[] { "/models/{model}", "/models/{model}/versions/{version}" })
        {
            v2.MapGet(path, ModelMetadata);
            v2.MapGet(path + "/ready", ModelReady);
            app.MapPost("/v2" + path + "/infer", call.AnswerAsync).Needs(Right.Score).Add(doors.BeforeRestInfer);
        }

        app.UseRoutingErrors();
    }

    private static IResult ServerMetadata(ServerFacts facts) =>
        Results.Json(new { name = facts.Name, version = ServerFacts.Version, extensions = ServerFacts.Extensions });

    // The specification writes "live" where it means ready; both are there, so either reading holds.
    private static IResult ServerReady(EngineReadiness readiness) => Results.Json(
        new { live = true, ready = readiness.IsReady },
        statusCode: readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

    private static IResult ModelReady(string model, string? version, ModelStore models)
    {
        try
        {
            using var use = models.Acquire(model, version ?? "");
            return Results.Json(new { name = model, ready = true });
        }
        catch (ServiceException exception) when (ErrorCatalogue.Of(exception.Reason).Code != StatusCode.NotFound)
        {
            return Results.Json(new { name = model, ready = false }, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static IResult ModelMetadata(string model, string? version, ModelStore models, ServerFacts facts)
    {
        using var use = models.Acquire(model, version ?? "");
        return Results.Json(new
        {
            name = use.Model.Key.Model,
            versions = facts.VersionsOf(model),
            platform = ServerFacts.Platform,
            inputs = use.Model.Inputs.Select(Describe),
            outputs = use.Model.Outputs.Select(Describe),
            properties = ServerFacts.PropertiesOf(use.Model),
        });
    }

    private static object Describe(TensorSpec spec) => new { name = spec.Name, datatype = spec.Datatype.Name(), shape = spec.Shape };
}
