using System.Diagnostics;
using FedMl.Scoring.Classification;
using FedMl.ScoringEngine.Rollouts;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Scoring;
using FedMl.ScoringEngine.Store;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace FedMl.Scoring.Rest;

/// <summary>Scores one request: its header is read first, then each tensor's values straight into their memory.</summary>
internal sealed class InferenceCall(ModelStore models, TensorCheck check, InferenceErrors errors, IOptions<LimitOptions> limits)
{
    // Requests with the same one go to the same version of a roll-out.
    private const string RoutingHeader = "Fedml-Routing-Key";

    /// <summary>Answers a request whose path names the model, and the version or none.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = new InferAnswer(limits.Value.MaxMessageBytes);
        try
        {
            await ScoreAsync(context, answer);
            ScoringMetrics.Infer.Count(began, null);
        }
        catch (Exception exception)
        {
            ScoringMetrics.Infer.Count(began, exception);
            await errors.AnswerTo(exception, context).ExecuteAsync(context);
            return;
        }

        await answer.SendAsync(context.Response, context.RequestAborted);
    }

    private async Task ScoreAsync(HttpContext context, InferAnswer answer)
    {
        // The body first: a slow upload must not hold a model that is to be unloaded.
        using var body = await RequestBody.ReadAsync(context.Request, limits.Value.MaxMessageBytes);
        var began = Stopwatch.GetTimestamp();
        var key = RoutingKey.Of(context.Request.Headers[RoutingHeader].ToString(), RoutingHeader);
        using var use = models.Acquire((string)context.GetRouteValue("model")!, (string?)context.GetRouteValue("version") ?? "", key);
        try
        {
            await ScoreAsync(use.Model, began, body, answer, context.RequestAborted);
        }
        catch
        {
            use.Model.Counters.Failed(Stopwatch.GetTimestamp() - began);
            throw;
        }
    }

    private async Task ScoreAsync(LoadedModel model, long began, RequestBody body, InferAnswer answer, CancellationToken cancellationToken)
    {
        var stages = new StageClock(began);
        var request = body.JsonLength == 0 ? RawRequest.Of(model, body.Length) : InferRequestReader.Read(body.Json(), model);
        check.Inputs(model, request.Inputs);
        var outputs = TensorCheck.Outputs(model, request.Outputs);
        Classes.Check(model, request.Outputs, request.ClassesOf);
        using var run = model.NewRun(request.Inputs, outputs);
        InputValues.Fill(run, request, body, model.Key.Model);
        body.Dispose();
        stages.Observe(model, Stage.Decode);

        await run.ExecuteAsync(cancellationToken, request.Priority);
        stages.ObserveRun(model, run);

        check.Answer(run.Outputs);
        answer.Write(model.Key, request, Classes.Apply(model, run.Outputs, request.ClassesOf));
        stages.End(model, run);
    }
}
