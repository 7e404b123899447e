using FedMl.Protos.Inference;
using FedMl.Scoring.Extensions;
using Grpc.Core;

namespace FedMl.Scoring.Grpc;

/// <summary>Triton's extensions of the protocol: what they answer is decided in <c>Extensions</c>.</summary>
internal sealed partial class InferenceGrpcService
{
    public override Task<ModelConfigResponse> ModelConfig(ModelConfigRequest request, ServerCallContext context) =>
        Task.FromResult(new ModelConfigResponse { Config = extensions.Configs.Of(request.Name, request.Version) });

    public override Task<ModelStatisticsResponse> ModelStatistics(ModelStatisticsRequest request, ServerCallContext context) =>
        Task.FromResult(extensions.Statistics.Of(request.Name, request.Version));

    public override Task<RepositoryIndexResponse> RepositoryIndex(RepositoryIndexRequest request, ServerCallContext context) =>
        Task.FromResult(extensions.Index.List(request.RepositoryName, request.Ready));

    public override async Task<RepositoryModelLoadResponse> RepositoryModelLoad(RepositoryModelLoadRequest request, ServerCallContext context)
    {
        await extensions.Loads.LoadAsync(request.RepositoryName, request.ModelName, request.Parameters.Keys, context.CancellationToken);
        return new RepositoryModelLoadResponse();
    }

    public override async Task<RepositoryModelUnloadResponse> RepositoryModelUnload(RepositoryModelUnloadRequest request, ServerCallContext context)
    {
        await extensions.Loads.UnloadAsync(request.RepositoryName, request.ModelName, request.Parameters.Keys, context.CancellationToken);
        return new RepositoryModelUnloadResponse();
    }

    public override Task<TraceSettingResponse> TraceSetting(TraceSettingRequest request, ServerCallContext context) =>
        Task.FromResult(extensions.Traces.Answer(request));

    public override Task<LogSettingsResponse> LogSettings(LogSettingsRequest request, ServerCallContext context) =>
        Task.FromResult(extensions.Logs.Answer(request));

    public override Task<SystemSharedMemoryStatusResponse> SystemSharedMemoryStatus(SystemSharedMemoryStatusRequest request, ServerCallContext context) =>
        throw SharedMemory.Refusal();

    public override Task<SystemSharedMemoryRegisterResponse> SystemSharedMemoryRegister(SystemSharedMemoryRegisterRequest request, ServerCallContext context) =>
        throw SharedMemory.Refusal();

    public override Task<SystemSharedMemoryUnregisterResponse> SystemSharedMemoryUnregister(SystemSharedMemoryUnregisterRequest request, ServerCallContext context) =>
        throw SharedMemory.Refusal();

    public override Task<CudaSharedMemoryStatusResponse> CudaSharedMemoryStatus(CudaSharedMemoryStatusRequest request, ServerCallContext context) =>
        throw SharedMemory.Refusal();

    public override Task<CudaSharedMemoryRegisterResponse> CudaSharedMemoryRegister(CudaSharedMemoryRegisterRequest request, ServerCallContext context) =>
        throw SharedMemory.Refusal();

    public override Task<CudaSharedMemoryUnregisterResponse> CudaSharedMemoryUnregister(CudaSharedMemoryUnregisterRequest request, ServerCallContext context) =>
        throw SharedMemory.Refusal();
}
