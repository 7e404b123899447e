using FedMl.Benchmarks.Formats;
using FedMl.Benchmarks.Load;
using FedMl.Benchmarks.Requests;
using FedMl.Protos.Inference;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedMl.Benchmarks.Answers;

internal sealed class GrpcInferenceClient(LoadPlan plan) : IInferenceClient
{
    private const int MaxMessageBytes = 64 * 1024 * 1024;
    private readonly GrpcChannel channel = GrpcChannel.ForAddress(plan.Target, new GrpcChannelOptions { MaxReceiveMessageSize = MaxMessageBytes });

    private GRPCInferenceService.GRPCInferenceServiceClient Client => new(channel);

    public async Task<IReadOnlyList<InputSpec>> InputsAsync()
    {
        var metadata = await AskAsync(Client.ModelMetadataAsync(new ModelMetadataRequest { Name = plan.Model, Version = plan.Version }));
        return [.. metadata.Inputs.Select(i => new InputSpec(i.Name, i.Datatype, [.. i.Shape]))];
    }

    public async Task<IReadOnlyList<RowTensor>> InferAsync(RowRange range)
    {
        var response = await AskAsync(Client.ModelInferAsync(new InferMessage(plan.Model, plan.Version).Request(range)));
        return
        [
            .. response.Outputs.Select((output, i) => new RowTensor(output.Name, output.Datatype, [.. output.Shape.Skip(1)], Bytes(response, i)))
                .Where(o => ElementType.SizeOf(o.Datatype) > 0),
        ];
    }

    public void Dispose() => channel.Dispose();

    private static byte[] Bytes(ModelInferResponse response, int output) => response.RawOutputContents.Count > output
        ? response.RawOutputContents[output].ToByteArray()
        : TypedContents.Bytes(response.Outputs[output].Datatype, response.Outputs[output].Contents ?? new InferTensorContents());

    private async Task<T> AskAsync<T>(AsyncUnaryCall<T> call)
    {
        try
        {
            return await call;
        }
        catch (RpcException exception)
        {
            throw new LoadException($"{plan.Target} does not answer for model {plan.Model}: {exception.Status.StatusCode}: {exception.Status.Detail}", exception);
        }
    }
}
