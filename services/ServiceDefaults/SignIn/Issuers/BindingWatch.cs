using FedMl.ServiceDefaults.Folders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.SignIn.Issuers;

/// <summary>Takes up rotated bindings while the host runs.</summary>
internal sealed class BindingWatch(TrustedIssuers issuers, IOptions<AuthOptions> options, TimeProvider time, ILogger<BindingWatch> logger) : BackgroundService
{
    private static readonly TimeSpan NextLook = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value is not { Mode: AuthMode.Token, BindingsFolder: { Length: > 0 } folder })
        {
            return;
        }

        using var hints = new FolderHints(
            folder, NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite, withSubfolders: true, time, why => logger.BindingsNotWatched(why));
        while (!stoppingToken.IsCancellationRequested)
        {
            await hints.WaitAsync(NextLook, stoppingToken);
            issuers.Reread();
        }
    }
}
