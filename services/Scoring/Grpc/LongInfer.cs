using System.Diagnostics;
using FedMl.Protos.Inference;
using FedMl.Scoring.Classification;
using FedMl.Scoring.Extensions;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Store;
using Grpc.Core;

namespace FedMl.Scoring.Grpc;

/// <summary>
/// Answers a request by way of the generated messages: everything that the straight way leaves, texts and parameters
/// for two, and every request with a fault, so that all faults are named.
/// </summary>
internal sealed class LongInfer(ModelStore models, TensorCheck check)
{
    public async Task<ModelInferResponse> AnswerAsync(ModelInferRequest request, long began, CancellationToken cancellationToken)
    {
        using var use = models.Acquire(request.ModelName, request.ModelVersion, RoutingParameter.Of(request));
        try
        {
            return await AnswerAsync(use.Model, request, began, cancellationToken);
        }
        catch
        {
            use.Model.Counters.Failed(Stopwatch.GetTimestamp() - began);
            throw;
        }
    }

    private async Task<ModelInferResponse> AnswerAsync(LoadedModel model, ModelInferRequest request, long began, CancellationToken cancellationToken)
    {
        var stages = new StageClock(began);
        SharedMemory.Refuse(request);
        var priority = RequestPriority.Of(request);
        var headers = TensorMessages.HeadersOf(request);
        check.Inputs(model, headers);
        var outputs = TensorCheck.Outputs(model, [.. request.Outputs.Select(o => o.Name)]);
        var classes = RequestClasses.Of(request);
        long ClassesOf(int output) => output < classes.Length ? classes[output] : 0;
        Classes.Check(model, outputs, ClassesOf);
        TensorMessages.CheckContents(request, headers, model.Key.Model);

        using var run = model.NewRun(headers, outputs);
        TensorMessages.Fill(run, request, headers);
        stages.Observe(model, Stage.Decode);
        await run.ExecuteAsync(cancellationToken, priority);
        stages.ObserveRun(model, run);
        check.Answer(run.Outputs);

        var response = new ModelInferResponse { ModelName = model.Key.Model, ModelVersion = model.Key.Version, Id = request.Id };
        OutputMessages.Write(Classes.Apply(model, run.Outputs, ClassesOf), WantsTyped(request), response);
        stages.End(model, run);
        return response;
    }

    // Raw outputs are the rule: Triton's own clients read nothing else, even where they send typed contents.
    private static bool WantsTyped(ModelInferRequest request) =>
        request.Parameters.TryGetValue("binary_data_output", out var binary) && binary.ParameterChoiceCase == InferParameter.ParameterChoiceOneofCase.BoolParam && !binary.BoolParam;
}
