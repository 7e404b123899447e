using FedMl.Gateway.Errors;
using FedMl.Gateway.Requests;
using FedMl.Gateway.Scores;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Scoring.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedMl.Gateway.FedMlContract;

/// <summary>
/// The contract of models that FedML deployed: <c>{"data":[[…]]}</c> answers <c>{"result":[…]}</c>, one value
/// of the first output a row. It has no place for the problem of one row, so any problem is an error here.
/// </summary>
internal sealed class FedMlScoreEndpoint(
    ScoringService.ScoringServiceClient scoring, ModelInputsCache cache, Deadline deadline, IOptions<GatewayOptions> options)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/models/{model}/score", (string model, HttpContext context, FedMlScoreEndpoint endpoint) =>
            endpoint.ScoreAsync(context, model));

    private async Task ScoreAsync(HttpContext context, string model)
    {
        PathName.Check("model", model);
        var call = deadline.Start(context);
        using var body = await JsonBodyReader.ReadAsync(context, options.Value.MaxBodyBytes);
        ScoreResponse response;
        try
        {
            response = await ScoreAsync(body, model, call);
        }
        catch (ServiceException failure) when (failure.Reason is ErrorReason.ModelVersionNotFound or ErrorReason.ModelNotReady)
        {
            // The remembered version was just replaced by another.
            cache.Forget(model);
            response = await ScoreAsync(body, model, call);
        }

        await JsonAnswer.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("result");
            for (var row = 0; row < response.RowCount; row++)
            {
                PredictionWriter.Write(json, response.Predictions[0], row);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private async Task<ScoreResponse> ScoreAsync(JsonBody body, string model, CallOptions call)
    {
        var inputs = await cache.GetAsync(model, call);
        var request = new ScoreRequest
        {
            Model = model,
            Version = inputs.Version,
            Records = new FedMl.Protos.Scoring.V1.Records { Columns = { MatrixReader.Read(body.Bytes, inputs.Names, options.Value) } },
            Outputs = { inputs.FirstOutput },
        };
        ScoreResponse response;
        try
        {
            response = await Neighbours.AnswerOf(Neighbours.Scoring, scoring.ScoreAsync(request, call));
        }
        catch (ServiceException failure)
        {
            throw JsonFields.Translate(failure, request, records: "data");
        }

        return response.Problems.Count == 0 ? response : throw RowsWithProblems(response);
    }

    private static ServiceException RowsWithProblems(ScoreResponse response)
    {
        var faults = response.Problems.SelectMany(p => p.Faults.Count == 0
            ? [new Fault($"data[{p.Row}]", Reasons.NameOf(p.Reason) ?? "cannot be scored")]
            : p.Faults.Select(f => new Fault($"data[{p.Row}].{f.Field}", f.Description)));
        return ServiceException.FromFaults(ErrorReason.InputInvalid, "Rows cannot be scored", [.. faults]);
    }
}
