using FedMl.Gateway.Requests;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Models.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FedMl.Gateway.Catalogue;

/// <summary>Tells of each model what the registry has (Models) and how far it is loaded (Scoring).</summary>
internal sealed class ModelCatalogue(ModelsService.ModelsServiceClient models, ScoringService.ScoringServiceClient scoring, Deadline deadline)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/models", (HttpContext context, ModelCatalogue catalogue) => catalogue.ListAsync(context));
        routes.MapGet("/v1/models/{model}", (string model, HttpContext context, ModelCatalogue catalogue) => catalogue.GetAsync(context, model));
    }

    private async Task<JsonHttpResult<ModelListBody>> ListAsync(HttpContext context)
    {
        var (published, statuses) = await AskAsync("", deadline.Start(context));
        var statusesOf = statuses.ToLookup(s => s.Model, StringComparer.Ordinal);
        var publishedOf = published.ToDictionary(m => m.Name, StringComparer.Ordinal);
        var names = publishedOf.Keys.Union(statusesOf.Select(g => g.Key)).Order(StringComparer.Ordinal);
        var bodies = names.Select(name => ModelBodyMaker.Make(publishedOf.GetValueOrDefault(name) ?? new Model { Name = name }, [.. statusesOf[name]], withSignature: false));
        return TypedResults.Json(new ModelListBody([.. bodies]), CatalogueJson.Default.ModelListBody);
    }

    private async Task<JsonHttpResult<ModelBody>> GetAsync(HttpContext context, string name)
    {
        PathName.Check("model", name);
        var call = deadline.Start(context);
        var (published, statuses) = await AskAsync(name, call);
        var model = published.FirstOrDefault(m => m.Name == name);
        if (model is null && statuses.Count == 0)
        {
            throw new ServiceException(ErrorReason.ModelNotFound, $"No model {name} is published.");
        }

        var body = ModelBodyMaker.Make(model ?? new Model { Name = name }, statuses, withSignature: true);
        if (model is { Versions.Count: > 0 })
        {
            var shown = model.Versions.FirstOrDefault(v => statuses.Any(s => s.IsDefault && s.Version == v.Version)) ?? model.Versions[^1];
            var request = new GetModelVersionRequest { Model = name, Version = shown.Version };
            var answer = await Neighbours.AnswerOf(Neighbours.Models, models.GetModelVersionAsync(request, call));
            body = body with { ModelCard = answer.ModelCard.Length == 0 ? null : answer.ModelCard };
        }

        return TypedResults.Json(body, CatalogueJson.Default.ModelBody);
    }

    private async Task<(IReadOnlyList<Model> Published, IReadOnlyList<ModelStatus> Statuses)> AskAsync(string name, CallOptions call)
    {
        var published = Neighbours.AnswerOf(Neighbours.Models, models.ListModelsAsync(new ListModelsRequest(), call));
        var statuses = Neighbours.AnswerOf(Neighbours.Scoring, StatusesOf(name, call));
        await Task.WhenAll(published, statuses);
        return ((await published).Models, (await statuses).Statuses);
    }

    private AsyncUnaryCall<ListModelStatusesResponse> StatusesOf(string name, CallOptions call) =>
        scoring.ListModelStatusesAsync(new ListModelStatusesRequest { Model = name }, call);
}
