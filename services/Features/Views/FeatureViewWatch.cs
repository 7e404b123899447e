using Microsoft.Extensions.Options;

namespace FedMl.Features.Views;

/// <summary>
/// Looks at views and data before the service answers, and then again and again. Whatever happens to the folder, what is
/// served stays.
/// </summary>
internal sealed class FeatureViewWatch(
    FeatureViewCatalog catalog, FolderHints hints, IOptions<FeaturesOptions> options, ILogger<FeatureViewWatch> logger) : BackgroundService
{
    private bool isFailing;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await catalog.RefreshAsync(cancellationToken);
        logger.ViewsRead(catalog.Views.Count(), catalog.Faults.Count);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await hints.WaitAsync(options.Value.Rescan, stoppingToken);
            try
            {
                await catalog.RefreshAsync(stoppingToken);
                isFailing = false;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Said once, not at every look.
                if (!isFailing)
                {
                    logger.FolderUnreadable(exception.GetType().Name);
                }

                isFailing = true;
            }
        }
    }
}
