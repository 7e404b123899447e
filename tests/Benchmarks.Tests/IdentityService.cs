using FedMl.Protos.Inference;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.Benchmarks.Tests;

internal sealed class IdentityService(Misdeeds misdeeds) : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context)
    {
        var response = new ModelMetadataResponse { Name = request.Name, Platform = "identity" };
        response.Inputs.Add(new ModelMetadataResponse.Types.TensorMetadata { Name = "x", Datatype = "FP32", Shape = { -1, 3 } });
        return Task.FromResult(response);
    }

    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context)
    {
        var misdeed = misdeeds.Next();
        if (misdeed == Misdeed.Abort)
        {
            context.GetHttpContext().Features.Get<Microsoft.AspNetCore.Connections.Features.IConnectionLifetimeFeature>()!.Abort();
        }

        return misdeed == Misdeed.Refusal
            ? throw new RpcException(new Status(StatusCode.ResourceExhausted, "too much of it"))
            : Task.FromResult(Answer(request, misdeed));
    }

    public override async Task ModelStreamInfer(
        IAsyncStreamReader<ModelInferRequest> requestStream, IServerStreamWriter<ModelStreamInferResponse> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            var misdeed = misdeeds.Next();
            await responseStream.WriteAsync(
                misdeed == Misdeed.Refusal
                    ? new ModelStreamInferResponse { ErrorMessage = "too much of it" }
                    : new ModelStreamInferResponse { InferResponse = Answer(request, misdeed) },
                context.CancellationToken);
        }
    }

    private static ModelInferResponse Answer(ModelInferRequest request, Misdeed misdeed)
    {
        var bytes = request.RawInputContents[0].ToByteArray();
        if (misdeed == Misdeed.WrongValue)
        {
            bytes[^1] ^= 0x40;
        }

        var response = new ModelInferResponse { ModelName = request.ModelName, RawOutputContents = { ByteString.CopyFrom(bytes) } };
        response.Outputs.Add(new ModelInferResponse.Types.InferOutputTensor { Name = "y", Datatype = "FP32", Shape = { request.Inputs[0].Shape } });
        return response;
    }
}
