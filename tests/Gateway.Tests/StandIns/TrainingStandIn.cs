using FedMl.Protos.Errors.V1;
using FedMl.Protos.Training.V1;
using FedMl.ServiceDefaults.Errors;
using Grpc.Core;

namespace FedMl.Gateway.Tests.StandIns;

internal sealed class TrainingStandIn(StandIn standIn) : TrainingService.TrainingServiceBase
{
    public override Task<SubmitJobResponse> SubmitJob(SubmitJobRequest request, ServerCallContext context) => standIn.AnswerAsync<SubmitJobResponse>(request, context);

    public override Task<GetJobResponse> GetJob(GetJobRequest request, ServerCallContext context) => standIn.AnswerAsync<GetJobResponse>(request, context);

    public override Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context) => standIn.AnswerAsync<ListJobsResponse>(request, context);

    public override Task<CancelJobResponse> CancelJob(CancelJobRequest request, ServerCallContext context) => standIn.AnswerAsync<CancelJobResponse>(request, context);

    public override Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context) => standIn.AnswerAsync<ListRunsResponse>(request, context);

    public override Task<ListTemplatesResponse> ListTemplates(ListTemplatesRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<ListTemplatesResponse>(request, context);

    public override Task<ReceiveEventResponse> ReceiveEvent(ReceiveEventRequest request, ServerCallContext context) =>
        standIn.AnswerAsync<ReceiveEventResponse>(request, context);

    public override async Task WatchJob(WatchJobRequest request, IServerStreamWriter<WatchJobResponse> responseStream, ServerCallContext context)
    {
        standIn.On<WatchJobRequest>(_ => new WatchJobResponse());
        await standIn.AnswerAsync<WatchJobResponse>(request, context);
        foreach (var happened in standIn.JobEvents ?? throw RpcErrors.ToRpcException(new ServiceException(ErrorReason.JobNotFound, "There is no job of that id.")))
        {
            await responseStream.WriteAsync(happened);
        }
    }
}
