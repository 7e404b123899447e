using FedMl.Features.Batches;
using FedMl.Features.Batches.Wire;
using FedMl.Features.History;
using FedMl.Features.Scans;
using FedMl.Protos.Features.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.Features;

/// <summary>The calls of HistoricalFeaturesService, whose answers have a writer of their own.</summary>
[BindServiceMethod(typeof(HistoricalFeaturesGrpcService), nameof(Bind))]
internal sealed class HistoricalFeaturesGrpcService(FeatureScans scans, HistoricalFeatures history) : HistoricalFeaturesService.HistoricalFeaturesServiceBase
{
    private static readonly Marshaller<StreamPart> Parts = Marshallers.Create<StreamPart>(PartWriter.Write, static _ => throw new NotSupportedException("Answers are only written."));

    private static readonly Method<ScanFeaturesRequest, StreamPart> Scan = new(
        MethodType.ServerStreaming, HistoricalFeaturesService.Descriptor.FullName, nameof(ScanFeatures), Requests(ScanFeaturesRequest.Parser), Parts);

    private static readonly Method<GetHistoricalFeaturesRequest, StreamPart> History = new(
        MethodType.DuplexStreaming, HistoricalFeaturesService.Descriptor.FullName, nameof(GetHistoricalFeatures), Requests(GetHistoricalFeaturesRequest.Parser), Parts);

    /// <summary>Stands in for what protoc generates.</summary>
    public static void Bind(ServiceBinderBase binder, HistoricalFeaturesGrpcService? service)
    {
        binder.AddMethod(Scan, service is null ? null : new ServerStreamingServerMethod<ScanFeaturesRequest, StreamPart>(service.ScanFeatures));
        binder.AddMethod(History, service is null ? null : new DuplexStreamingServerMethod<GetHistoricalFeaturesRequest, StreamPart>(service.GetHistoricalFeatures));
    }

    public Task ScanFeatures(ScanFeaturesRequest request, IServerStreamWriter<StreamPart> responseStream, ServerCallContext context) =>
        scans.RunAsync(request, responseStream, context.CancellationToken);

    public Task GetHistoricalFeatures(IAsyncStreamReader<GetHistoricalFeaturesRequest> requestStream, IServerStreamWriter<StreamPart> responseStream, ServerCallContext context) =>
        history.RunAsync(requestStream, responseStream, context.Deadline == DateTime.MaxValue ? null : context.Deadline, context.CancellationToken);

    private static Marshaller<T> Requests<T>(MessageParser<T> parser)
        where T : IMessage<T> =>
        Marshallers.Create<T>(static (_, _) => throw new NotSupportedException("Requests are only read."), context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
