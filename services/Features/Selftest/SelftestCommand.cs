using FedMl.Features.Online;
using FedMl.Features.Predictions;
using FedMl.Features.Sources;
using FedMl.Features.Views;
using FedMl.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace FedMl.Features.Selftest;

/// <summary>Checks step by step whether the configured source can be read, and tells what to do where it cannot.</summary>
internal sealed class SelftestCommand(WebApplication app, TextWriter output)
{
    private const int Ok = 0;
    private const int Failed = 1;
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(60);

    /// <param name="create">Makes the host as it would run.</param>
    /// <returns>Exit code: 0 where nothing failed.</returns>
    public static async Task<int> RunAsync(Func<WebApplicationBuilder> create, TextWriter output, CancellationToken cancellationToken = default)
    {
        var builder = create();
        // What the report does not say is of no use to whoever reads it.
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        return await new SelftestCommand(app, output).RunAsync(cancellationToken);
    }

    private async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var report = new SelftestReport(output, Service<TimeProvider>(), CheckTimeout);
        var kind = SourceChecks.Of(Bound());
        report.AdviceFor = kind.AdviceFor;
        var catalog = new CatalogChecks(Service<IBusinessDataSource>, kind);
        var failed = await report.RunAsync([.. ConfigurationChecks(kind), .. kind.ReachChecks(Service<IBusinessDataSource>), catalog.Catalog], cancellationToken);
        await report.RunAsync(failed is null ? [] : [new Check("feature views", _ => Task.FromResult(Finding.NotChecked($"needs {failed}")))], cancellationToken);
        if (failed is null)
        {
            await RunViewsAsync(report, catalog, cancellationToken);
            await report.RunAsync(WriteBack().All, cancellationToken);
        }

        await report.WriteSumAsync();
        return report.HasFailed ? Failed : Ok;
    }

    private async Task RunViewsAsync(SelftestReport report, CatalogChecks catalog, CancellationToken cancellationToken)
    {
        var source = Service<IBusinessDataSource>();
        var views = new ViewChecks(
            Service<FeatureViewFolder>(), Service<FeatureViewCatalog>(), source, new SampleRead(source, Service<OnlineFeatures>()), Service<TimeProvider>());
        await report.RunAsync([views.Files], cancellationToken);
        foreach (var checks in catalog.Spaces(views.Views).Select(space => new[] { space }).Concat(views.Each()))
        {
            await report.RunAsync(checks, cancellationToken);
        }
    }

    private WriteBackChecks WriteBack() =>
        new(Service<IPredictionStore>(), Service<IOptions<PredictionOptions>>().Value, Service<IBusinessDataSource>(), Service<TimeProvider>());

    private IEnumerable<Check> ConfigurationChecks(ISourceChecks kind)
    {
        yield return new Check("configuration", _ =>
        {
            var faults = ConfigurationFaults().Except(kind.SecretFaults, StringComparer.Ordinal).ToArray();
            return Task.FromResult(faults.Length == 0
                ? Finding.Ok($"source {Bound().Source}")
                : Finding.Failed(string.Join(" ", faults), "Set these options on the command line (--Section:Key value) or in the environment (Section__Key)."));
        });
        if (kind.SecretFiles.Count > 0)
        {
            yield return new Check("secret files", _ => Task.FromResult(kind.SecretFaults.Count == 0
                ? Finding.Ok($"{string.Join(", ", kind.SecretFiles)} can be read")
                : Finding.Failed(string.Join(" ", kind.SecretFaults), "Write the secret, and nothing else, into a file that this process may read, and name it.")));
        }
    }

    private IEnumerable<string> ConfigurationFaults()
    {
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (Exception exception) when (StartFault.OptionFaultsOf(exception) is not null)
        {
            return StartFault.OptionFaultsOf(exception)!;
        }
    }

    // As far as they can be read; what cannot is among the faults.
    private FeaturesOptions Bound()
    {
        try
        {
            return app.Configuration.GetSection(FeaturesOptions.Section).Get<FeaturesOptions>() ?? new FeaturesOptions();
        }
        catch (InvalidOperationException)
        {
            return new FeaturesOptions();
        }
    }

    private T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();
}
