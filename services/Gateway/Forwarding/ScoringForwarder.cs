using System.Diagnostics;
using FedMl.Protos.Auth.V1;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn.Rights;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;

namespace FedMl.Gateway.Forwarding;

/// <summary>
/// Hands <c>/v2</c> (the Open Inference Protocol) to Scoring as it came: path, query, headers and body, streamed
/// and unparsed. Scoring's own errors go back as they are.
/// </summary>
internal sealed class ScoringForwarder(IHttpForwarder forwarder, IOptions<GatewayOptions> options, ILogger<ScoringForwarder> logger) : IDisposable
{
    private readonly string address = options.Value.ScoringRestAddress.GetLeftPart(UriPartial.Authority);

    private readonly ForwarderRequestConfig request = new() { ActivityTimeout = TimeSpan.FromSeconds(options.Value.ForwardTimeoutSeconds) };

    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
    });

    // Rights as Scoring has them, which may trust whoever reaches it. What has no row needs the highest.
    private static readonly (string Path, Right Read, Right Write)[] Paths =
    [
        ("/v2/health/{**rest}", Right.Open, Right.Admin),
        ("/v2/models/{model}/infer", Right.Admin, Right.Score),
        ("/v2/models/{model}/versions/{version}/infer", Right.Admin, Right.Score),
        ("/v2/repository/index", Right.Admin, Right.ModelsRead),
        ("/v2/repository/{repository}/index", Right.Admin, Right.ModelsRead),
        ("/v2/repository/models/{model}/{verb}", Right.Admin, Right.ModelsManage),
        ("/v2/repository/{repository}/models/{model}/{verb}", Right.Admin, Right.ModelsManage),
        ("/v2/{**rest}", Right.ModelsRead, Right.Admin),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var (path, read, write) in Paths)
        {
            routes.MapMethods(path, ["GET", "HEAD"], Forward).Needs(read);
            routes.MapMethods(path, ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"], Forward).Needs(write);
        }

        static Task Forward(HttpContext context, ScoringForwarder scoring) => scoring.ForwardAsync(context);
    }

    public void Dispose() => client.Dispose();

    private async Task ForwardAsync(HttpContext context)
    {
        var error = await forwarder.SendAsync(context, address, client, request, HttpTransformer.Default);
        if (error == ForwarderError.None || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (context.Features.Get<IForwarderErrorFeature>()?.Exception is BadHttpRequestException fault)
        {
            throw fault;
        }

        logger.ForwardFailed(error.ToString());
        throw error is ForwarderError.RequestTimedOut or ForwarderError.RequestBodyCanceled
            ? new ServiceException(ErrorReason.DeadlineExceeded, "Scoring did not answer in time.")
            : new ServiceException(ErrorReason.NeighbourUnavailable, "Scoring cannot be reached.");
    }
}
