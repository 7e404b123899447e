using FedMl.Protos.Inference;
using FedMl.Scoring.Extensions;
using FedMl.ScoringEngine;
using FedMl.ScoringEngine.Store;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.Scoring.Grpc;

/// <summary>The Open Inference Protocol over gRPC, but for the calls with tensors: see <see cref="InferGrpcService"/>.</summary>
internal sealed partial class InferenceGrpcService(ModelStore models, ServerFacts facts, EngineReadiness readiness, ExtensionAnswers extensions)
    : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerReadyResponse { Ready = readiness.IsReady });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context)
    {
        try
        {
            using var use = models.Acquire(request.Name, request.Version);
            return Task.FromResult(new ModelReadyResponse { Ready = true });
        }
        catch (ServiceException exception) when (ErrorCatalogue.Of(exception.Reason).Code != global::Grpc.Core.StatusCode.NotFound)
        {
            // Published but not loaded is an answer, not an error; clients rely on it after an unload.
            return Task.FromResult(new ModelReadyResponse { Ready = false });
        }
    }

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context)
    {
        var response = new ServerMetadataResponse { Name = facts.Name, Version = ServerFacts.Version };
        response.Extensions.AddRange(ServerFacts.Extensions);
        return Task.FromResult(response);
    }

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        using var use = models.Acquire(request.Name, request.Version);
        var response = new ModelMetadataResponse { Name = use.Model.Key.Model, Platform = ServerFacts.Platform };
        response.Versions.AddRange(facts.VersionsOf(request.Name));
        response.Inputs.AddRange(use.Model.Inputs.Select(Describe));
        response.Outputs.AddRange(use.Model.Outputs.Select(Describe));
        foreach (var (name, value) in ServerFacts.PropertiesOf(use.Model))
        {
            response.Properties[name] = value;
        }

        return Task.FromResult(response);
    }

    private static ModelMetadataResponse.Types.TensorMetadata Describe(TensorSpec spec)
    {
        var metadata = new ModelMetadataResponse.Types.TensorMetadata { Name = spec.Name, Datatype = spec.Datatype.Name() };
        metadata.Shape.AddRange(spec.Shape);
        return metadata;
    }
}
