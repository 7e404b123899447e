using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Models.Steering;

/// <summary>Follows the records, which other replicas change too. Whatever happens to them, what was read last stays in force.</summary>
internal sealed class SteeringSync(Steerer steerer, IOptions<ModelsOptions> options, TimeProvider time, ILogger<SteeringSync> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.StateFolder.Length == 0)
        {
            return;
        }

        var failed = false;
        using var timer = new PeriodicTimer(options.Value.Reread, time);
        do
        {
            try
            {
                await steerer.RereadAsync(Tenant.Local, stoppingToken);
                if (failed)
                {
                    logger.RecordsRecovered();
                }

                failed = false;
            }
            catch (ServiceException exception)
            {
                // Said once, not at every look.
                if (!failed)
                {
                    logger.RecordsUnreadable(exception.Message);
                }

                failed = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
