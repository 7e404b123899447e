using FedMl.Protos.Models.V1;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>Tells Models what the steps of plans have counted, as long as there is any. What could not be told is part of the next report.</summary>
internal sealed class MeasureReports(
    RolloutMeasures measures, ModelsService.ModelsServiceClient models, IOptions<EngineOptions> options, TimeProvider time, ILogger<MeasureReports> logger) : BackgroundService
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failed = false;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.ReportMilliseconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var report in measures.Reports)
                {
                    await models.ReportMeasurementsAsync(report, deadline: (time.GetUtcNow() + Timeout).UtcDateTime, cancellationToken: stoppingToken);
                }

                failed = false;
            }
            catch (RpcException exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Said once, not at every try.
                if (!failed)
                {
                    logger.NotReported(exception.StatusCode);
                }

                failed = true;
            }
        }
    }
}
