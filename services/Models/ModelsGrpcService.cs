using FedMl.Models.Artifacts;
using FedMl.Models.Catalog;
using FedMl.Models.Plans;
using FedMl.Models.Steering;
using FedMl.Protos.Models.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedMl.Models;

/// <summary><c>fedml.models.v1.ModelsService</c>: messages in and out; the catalog and its neighbours decide.</summary>
internal sealed class ModelsGrpcService(ModelCatalog catalog, WantedVersions wanted, ModelFeed feed, ArtifactDownloads downloads, ModelCards cards, Reports reports)
    : ModelsService.ModelsServiceBase
{
    public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListModelsResponse { Models = { catalog.Models.Values.Where(model => catalog.Sees(model.Name)).Select(model => model.ToMessage()) } });

    public override async Task<GetModelVersionResponse> GetModelVersion(GetModelVersionRequest request, ServerCallContext context)
    {
        var version = catalog.Version(request.Model, request.Version);
        return new GetModelVersionResponse
        {
            ModelVersion = version.ToMessage(),
            Aliases = { catalog.AliasesOf(version) },
            ModelCard = await cards.ReadAsync(version, context.CancellationToken),
        };
    }

    public override Task<PrepareModelVersionResponse> PrepareModelVersion(PrepareModelVersionRequest request, ServerCallContext context)
    {
        if (catalog.Version(request.Model, request.Version) is { IsOffered: true, IsRead: false } version)
        {
            wanted.Ask(version);
        }

        return Task.FromResult(new PrepareModelVersionResponse());
    }

    public override Task<ResolveAliasResponse> ResolveAlias(ResolveAliasRequest request, ServerCallContext context) =>
        Task.FromResult(new ResolveAliasResponse { Version = catalog.Resolve(request.Model, request.Alias) });

    public override async Task DownloadArtifact(
        DownloadArtifactRequest request, IServerStreamWriter<DownloadArtifactResponse> responseStream, ServerCallContext context)
    {
        var place = new ArtifactPlace(request.Model, request.Version, request.Path, request.Offset);
        await foreach (var piece in downloads.ReadAsync(place, context.CancellationToken))
        {
            // Not copied: the message is on the wire before the piece's buffer is filled again.
            var message = new DownloadArtifactResponse { Offset = piece.Offset, Data = UnsafeByteOperations.UnsafeWrap(piece.Data) };
            await responseStream.WriteAsync(message, context.CancellationToken);
        }
    }

    public override Task WatchModels(WatchModelsRequest request, IServerStreamWriter<WatchModelsResponse> responseStream, ServerCallContext context) =>
        feed.WatchAsync(request.Position, (happened, ended) => responseStream.WriteAsync(happened.ToMessage(), ended), context.CancellationToken);

    public override async Task<ReportMeasurementsResponse> ReportMeasurements(ReportMeasurementsRequest request, ServerCallContext context)
    {
        await reports.TakeAsync(Tenant.Local, request, context.CancellationToken);
        return new ReportMeasurementsResponse();
    }
}
