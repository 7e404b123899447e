using FedMl.Gateway.Requests;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Gateway.Scores;

/// <summary>Scores records or entity keys with one model: the server's choice, a version, or an alias.</summary>
internal sealed class ScoreEndpoints(ScoringService.ScoringServiceClient scoring, Deadline deadline, IOptions<GatewayOptions> options)
{
    /// <summary>Request header: requests with the same key go to the same version of a roll-out.</summary>
    public const string RoutingKey = "Fedml-Routing-Key";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/models/{model}:score", (string model, HttpContext context, ScoreEndpoints scores) =>
            scores.ScoreAsync(context, model, _ => { }));
        routes.MapPost("/v1/models/{model}/versions/{version}:score", (string model, string version, HttpContext context, ScoreEndpoints scores) =>
        {
            PathName.Check("version", version);
            return scores.ScoreAsync(context, model, r => r.Version = version);
        });
        routes.MapPost("/v1/models/{model}/aliases/{alias}:score", (string model, string alias, HttpContext context, ScoreEndpoints scores) =>
        {
            PathName.Check("alias", alias);
            return scores.ScoreAsync(context, model, r => r.Alias = alias);
        });

        // Else GET would be taken for the description of a model whose name ends in `:score`.
        routes.MapGet("/v1/models/{model}:score", RefuseGet).ExcludeFromDescription();
    }

    private static Task RefuseGet(HttpContext context)
    {
        context.Response.Headers.Allow = HttpMethods.Post;
        throw new ServiceException(ErrorReason.MethodNotAllowed, "The path does not take this verb.");
    }

    private async Task ScoreAsync(HttpContext context, string model, Action<ScoreRequest> choose)
    {
        PathName.Check("model", model);
        var call = deadline.Start(context);
        var request = await ReadAsync(context);
        request.Model = model;
        request.RoutingKey = context.Request.Headers[RoutingKey].ToString();
        choose(request);
        var response = await AnswerOf(request, call);
        await JsonAnswer.WriteAsync(context, json => ScoreResponseWriter.Write(json, response));
    }

    private async Task<ScoreResponse> AnswerOf(ScoreRequest request, CallOptions call)
    {
        try
        {
            return await Neighbours.AnswerOf(Neighbours.Scoring, scoring.ScoreAsync(request, call));
        }
        catch (ServiceException failure)
        {
            throw JsonFields.Translate(failure, request);
        }
    }

    private async Task<ScoreRequest> ReadAsync(HttpContext context)
    {
        using var body = await JsonBodyReader.ReadAsync(context, options.Value.MaxBodyBytes);
        return ScoreRequestReader.Read(body.Bytes, options.Value);
    }
}
