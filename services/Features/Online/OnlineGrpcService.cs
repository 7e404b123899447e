using FedMl.Features.Online.Wire;
using FedMl.Protos.Features.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.Features.Online;

/// <summary>The call of FeaturesService that carries values: its request has a reader and its answer a writer of its own.</summary>
[BindServiceMethod(typeof(OnlineGrpcService), nameof(Bind))]
internal sealed class OnlineGrpcService(OnlineFeatures online)
{
    private static readonly RequestReader Requests = new();

    private static readonly Method<GetOnlineFeaturesRequest, OnlineAnswer> Method = new(
        MethodType.Unary,
        FeaturesService.Descriptor.FullName,
        nameof(GetOnlineFeatures),
        Marshallers.Create(static (_, _) => throw new NotSupportedException("Requests are only read."), static context => Requests.Read(context.PayloadAsReadOnlySequence())),
        Marshallers.Create<OnlineAnswer>(AnswerWriter.Write, static _ => throw new NotSupportedException("Answers are only written.")));

    /// <summary>Stands in for what protoc generates.</summary>
    public static void Bind(ServiceBinderBase binder, OnlineGrpcService? service) =>
        binder.AddMethod(Method, service is null ? null : new UnaryServerMethod<GetOnlineFeaturesRequest, OnlineAnswer>(service.GetOnlineFeatures));

    public Task<OnlineAnswer> GetOnlineFeatures(GetOnlineFeaturesRequest request, ServerCallContext context) =>
        online.GetAsync(request, context.Deadline == DateTime.MaxValue ? null : context.Deadline, context.CancellationToken);
}
