using FedMl.ServiceDefaults.Folders;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Views;

/// <summary>
/// Looks at views and data before the service answers, and then again and again. Whatever happens to the folder, what is
/// served stays.
/// </summary>
internal sealed class FeatureViewWatch(
    FeatureViewCatalog catalog, IOptions<FeaturesOptions> options, TimeProvider time, ILogger<FeatureViewWatch> logger) : BackgroundService
{
    private readonly FolderHints hints = new(
        options.Value.FeatureViews,
        NotifyFilters.FileName | NotifyFilters.LastWrite,
        withSubfolders: false,
        time,
        cause => logger.FolderNotWatched(options.Value.RescanMilliseconds, cause));

    // The first look waits longer: what is not read by then answers SOURCE_UNAVAILABLE until it is.
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private bool isFailing;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await catalog.RefreshAsync(FirstPatience, cancellationToken);
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
                await catalog.RefreshAsync(Patience, stoppingToken);
                isFailing = false;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Failed(exception);
            }
        }
    }

    public override void Dispose()
    {
        hints.Dispose();
        base.Dispose();
    }

    // Said once, not at every look.
    private void Failed(Exception exception)
    {
        if (!isFailing && exception is (IOException or UnauthorizedAccessException))
        {
            logger.FolderUnreadable(exception.GetType().Name);
        }
        else if (!isFailing)
        {
            logger.RefreshBroke(exception);
        }

        isFailing = true;
    }
}
