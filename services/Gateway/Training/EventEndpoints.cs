using FedMl.Gateway.Requests;
using FedMl.Gateway.Steering;
using FedMl.Protos.Training.V1;
using Microsoft.Extensions.Options;

namespace FedMl.Gateway.Training;

/// <summary>
/// Takes events that ask for training jobs: CloudEvents as JSON, alone or in a batch, and Event Grid's own form, with the
/// handshakes by which both make sure that their receiver wants them.
/// </summary>
internal sealed class EventEndpoints(TrainingService.TrainingServiceClient training, Deadline deadline, IOptions<GatewayOptions> options)
{
    private const string OriginHeader = "WebHook-Request-Origin";

    public static void Map(IEndpointRouteBuilder routes)
    {
        const string Events = "/v1/training-events";
        routes.MapMethods(Events, [HttpMethods.Options], (HttpContext context) => Allow(context));
        routes.MapPost(Events, (HttpContext context, EventEndpoints endpoints) => endpoints.ReceiveAsync(context));
    }

    // CloudEvents' handshake: whoever asks may send.
    private static IResult Allow(HttpContext context)
    {
        if (context.Request.Headers[OriginHeader] is [{ Length: > 0 and <= PathName.MaxLength } origin])
        {
            context.Response.Headers["WebHook-Allowed-Origin"] = origin;
        }

        context.Response.Headers.Allow = "OPTIONS, POST";
        return TypedResults.Ok();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        var call = deadline.Start(context);
        using var body = await JsonBodyReader.ReadAsync(context, options.Value.MaxBodyBytes, "application/cloudevents+json", "application/cloudevents-batch+json");
        var received = EventReader.Read(body.Bytes.ToArray());
        if (received.ValidationCode is { } code)
        {
            await context.Response.WriteAsJsonAsync(new ValidationAnswer(code), EventJson.Default.ValidationAnswer);
            return;
        }

        // All or a failure: whoever sends again sends what is known already, which asks for nothing.
        var answer = new ReceiveEventResponse();
        foreach (var request in received.Events)
        {
            answer.MergeFrom(await Neighbours.AnswerOf(Neighbours.Training, training.ReceiveEventAsync(request, call)));
        }

        await ProtoBody.WriteAsync(context, answer);
    }
}
