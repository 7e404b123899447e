using System.Buffers;
using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.ServiceDefaults.Errors;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace FedMl.Scoring.Grpc.Wire;

/// <summary>Binds the two calls that carry tensors with a reader and writers of their own.</summary>
internal sealed class InferMethods(InferReader reader, InferCalls calls) : IServiceMethodProvider<InferGrpcService>
{
    private static readonly string Service = GRPCInferenceService.Descriptor.FullName;

    /// <summary>Stands in for what protoc generates; the methods need services, so they are added here below.</summary>
    public static void Bind(ServiceBinderBase binder, InferGrpcService service)
    {
    }

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<InferGrpcService> context)
    {
        var request = new Marshaller<InferCall>(static (_, _) => throw new NotSupportedException("Requests are only read."), Read);
        var answer = new Marshaller<InferCall>(WriteAnswer, static _ => throw new NotSupportedException("Answers are only written."));
        var streamed = new Marshaller<InferCall>(WriteStreamed, static _ => throw new NotSupportedException("Answers are only written."));
        context.AddUnaryMethod(
            new Method<InferCall, InferCall>(MethodType.Unary, Service, "ModelInfer", request, answer),
            [],
            static (service, call, context) => service.ModelInfer(call, context));
        context.AddDuplexStreamingMethod(
            new Method<InferCall, InferCall>(MethodType.DuplexStreaming, Service, "ModelStreamInfer", request, streamed),
            [],
            static (service, requests, answers, context) => service.ModelStreamInfer(requests, answers, context));
    }

    private InferCall Read(DeserializationContext context)
    {
        var call = calls.Rent();
        try
        {
            reader.Read(context.PayloadAsReadOnlySequence(), call);
            return call;
        }
        catch (InvalidProtocolBufferException exception)
        {
            calls.Return(call);
            var reason = new ServiceException(ErrorReason.MalformedRequest, "The message is not one of this method: its bytes cannot be read.", null, exception);
            throw RpcErrors.ToRpcException(reason);
        }
    }

    private void WriteAnswer(InferCall call, SerializationContext context)
    {
        if (call.AnswerMessage is { } message)
        {
            Write(message, context);
        }
        else
        {
            context.SetPayloadLength(call.Answer.Length);
            context.GetBufferWriter().Write(call.Answer);
            context.Complete();
        }

        calls.Return(call);
    }

    // The answer of the unary call becomes a field of the stream's.
    private void WriteStreamed(InferCall call, SerializationContext context)
    {
        if (call.Failure is { } failure)
        {
            Write(failure, context);
        }
        else if (call.AnswerMessage is { } message)
        {
            Write(new ModelStreamInferResponse { InferResponse = message }, context);
        }
        else
        {
            var size = WireWriter.SizeOf(call.Answer.Length);
            context.SetPayloadLength(size);
            var target = context.GetBufferWriter();
            new WireWriter(target.GetSpan(size)).Bytes(ModelStreamInferResponse.InferResponseFieldNumber, call.Answer);
            target.Advance(size);
            context.Complete();
        }

        calls.Return(call);
    }

    private static void Write(IMessage message, SerializationContext context)
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }
}
