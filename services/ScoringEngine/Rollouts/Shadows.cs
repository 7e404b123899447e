using System.Threading.Channels;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>
/// Scores answered requests once more with shadow versions and counts how the answers compare. One at a time, behind all
/// others in line, from a bounded queue: what is too much is dropped, and nobody ever waits for it.
/// </summary>
internal sealed class Shadows(IOptions<EngineOptions> options, TimeProvider time) : BackgroundService
{
    private readonly Channel<MirroredRequest> waiting = Channel.CreateBounded<MirroredRequest>(options.Value.Shadow.MaxWaiting);

    /// <summary>Takes a copy of an answered request, if there is room for it.</summary>
    public void Mirror(LoadedModel shadow, ModelRun run)
    {
        if (waiting.Reader.Count < options.Value.Shadow.MaxWaiting && MirroredRequest.Of(shadow, run, options.Value.Shadow.MaxRequestBytes) is { } request)
        {
            if (waiting.Writer.TryWrite(request))
            {
                return;
            }

            request.Dispose();
        }

        EngineMetrics.Shadowed(shadow.Key, ShadowResult.Dropped);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var request in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            using (request)
            {
                var result = await ScoreAsync(request, stoppingToken);
                EngineMetrics.Shadowed(request.Shadow.Key, result);
                request.Shadow.Counters.Measure?.Shadowed(result);
            }
        }
    }

    private async Task<ShadowResult> ScoreAsync(MirroredRequest request, CancellationToken stoppingToken)
    {
        if (!request.Fits())
        {
            return ShadowResult.Incompatible;
        }

        if (!request.Shadow.TryBeginUse())
        {
            return ShadowResult.Dropped;
        }

        using var use = new ModelUse(request.Shadow);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.Shadow.TimeoutSeconds), time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        try
        {
            using var run = request.NewRun();
            await run.ExecuteAsync(ended.Token, int.MaxValue);
            return AnswerComparison.AreSame(request.Outputs, run.Outputs) ? ShadowResult.Same : ShadowResult.Different;
        }
        catch (Exception exception) when (exception is ServiceException || (exception is OperationCanceledException && !stoppingToken.IsCancellationRequested))
        {
            return ShadowResult.Failed;
        }
    }
}

/// <summary>How a request fared with a shadow version.</summary>
internal enum ShadowResult
{
    /// <summary>It gave the same answer.</summary>
    Same,

    /// <summary>It gave another answer.</summary>
    Different,

    /// <summary>It failed, or took too long.</summary>
    Failed,

    /// <summary>There was no room for it.</summary>
    Dropped,

    /// <summary>The shadow version takes other inputs or gives other outputs.</summary>
    Incompatible,
}
