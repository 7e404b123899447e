using FedMl.Models.Catalog;
using FedMl.Models.Plans;
using FedMl.Models.Registry;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Models.Steering;

/// <summary>Follows the records, which other replicas change too, and lets plans go on. Whatever happens to them, what was read last stays in force.</summary>
internal sealed class SteeringSync(SteeringChanges changes, PinnedVersions pinned, PlanClock plans, ModelCatalog catalog, IOptions<ModelsOptions> options, TimeProvider time, ILogger<SteeringSync> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.StateFolder.Length == 0)
        {
            pinned.Set(new Dictionary<string, IReadOnlySet<string>>());
            return;
        }

        var failed = false;
        using var timer = new PeriodicTimer(options.Value.Reread, time);
        do
        {
            try
            {
                await changes.RereadAsync(Tenant.Local, stoppingToken);
                if (catalog.IsReady)
                {
                    await plans.TickAsync(Tenant.Local, stoppingToken);
                }

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
