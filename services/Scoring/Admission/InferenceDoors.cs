using FedMl.Scoring.Rest;
using FedMl.ScoringEngine.Admission;
using FedMl.ServiceDefaults.Hosting;
using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Options;

namespace FedMl.Scoring.Admission;

/// <summary>Puts the door before the endpoints that score. Health, metadata and everything else have none.</summary>
internal sealed class InferenceDoors(AdmissionControl control, TimeProvider time, InferenceErrors errors, IOptions<LimitOptions> limits)
{
    /// <summary>Conventions of the gRPC service that infers. A stream's messages ask for admission one by one.</summary>
    public void BeforeModelInfer(EndpointBuilder endpoint) => BeforeMethod(endpoint, "ModelInfer", ScoringMetrics.Infer, hasParameters: true);

    /// <summary>Conventions of the gRPC service that scores.</summary>
    public void BeforeScore(EndpointBuilder endpoint) => BeforeMethod(endpoint, "Score", ScoringMetrics.Score, hasParameters: false);

    /// <summary>Conventions of an endpoint that infers over REST.</summary>
    public void BeforeRestInfer(EndpointBuilder endpoint) => Before(endpoint, new RestDoorway(ScoringMetrics.Infer, limits.Value.MaxMessageBytes, errors));

    private void BeforeMethod(EndpointBuilder endpoint, string method, ScoringMetrics metrics, bool hasParameters)
    {
        if (endpoint.Metadata.OfType<GrpcMethodMetadata>().Any(m => m.Method.Name == method))
        {
            Before(endpoint, new GrpcDoorway(metrics, limits.Value.MaxMessageBytes, hasParameters));
        }
    }

    private void Before(EndpointBuilder endpoint, Doorway doorway) =>
        endpoint.RequestDelegate = new InferenceDoor(endpoint.RequestDelegate!, doorway, control, time).EnterAsync;
}
