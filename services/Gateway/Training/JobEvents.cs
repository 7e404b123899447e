using System.Text;
using FedMl.Gateway.FeatureRows;
using FedMl.Protos.Training.V1;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Net.Http.Headers;

namespace FedMl.Gateway.Training;

/// <summary>What happens to a job as JSON lines, as it happens. A stream that is cut off is taken up again behind its last <c>position</c>.</summary>
internal static class JobEvents
{
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    public static bool IsAcceptedBy(HttpContext context) =>
        MediaTypeHeaderValue.TryParseList(context.Request.Headers.Accept, out var accepted)
        && accepted.Any(type => type.MediaType.Equals(RowStream.JsonLines, StringComparison.OrdinalIgnoreCase));

    public static async Task WriteAsync(HttpContext context, TrainingService.TrainingServiceClient training, WatchJobRequest request, CallOptions options)
    {
        using var call = training.WatchJob(request, options);
        try
        {
            while (await call.ResponseStream.MoveNext(context.RequestAborted))
            {
                // Not before: until here a failure can be told in full.
                SetType(context);
                await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Formatter.Format(call.ResponseStream.Current) + "\n"), context.RequestAborted);
            }
        }
        catch (RpcException exception)
        {
            throw RpcErrors.FromRpcException(exception, Neighbours.Training);
        }

        SetType(context);
    }

    private static void SetType(HttpContext context)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = RowStream.JsonLines;
        }
    }
}
