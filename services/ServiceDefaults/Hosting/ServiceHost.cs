using FedMl.Protos.Auth.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.Health;
using FedMl.ServiceDefaults.SignIn;
using FedMl.ServiceDefaults.SignIn.Rights;
using FedMl.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>What every host does alike.</summary>
public static class ServiceHost
{
    /// <summary>
    /// Makes a builder with limits, logs, traces, metrics, health, reflection and error mapping in place.
    /// </summary>
    /// <param name="args">Command line; <c>--Section:Key value</c> sets any option.</param>
    /// <param name="serviceName">Name of the service in logs and traces.</param>
    /// <param name="listen">Default ports; configuration (section <c>Listen</c>) goes before them.</param>
    /// <param name="configuration">Defaults of a composition root; go before appsettings, behind environment and command line.</param>
    public static WebApplicationBuilder CreateBuilder(
        string[] args, string serviceName, Action<ListenOptions> listen, IReadOnlyDictionary<string, string?>? configuration = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration
            .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
            .AddInMemoryCollection(configuration ?? new Dictionary<string, string?>())
            .AddEnvironmentVariables()
            .AddCommandLine(args);

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddOptions<ListenOptions>().Configure(listen);
        builder.Services.AddValidatedOptions<ListenOptions>(ListenOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<ListenOptions>, ListenOptionsValidator>();
        builder.Services.AddSingleton<IValidateOptions<ListenOptions>, SectionNames>();
        builder.Services.AddValidatedOptions<LimitOptions>(LimitOptions.Section);

        builder.AddSignIn();
        builder.AddLogs();
        builder.AddTraces(serviceName);
        builder.AddMetrics();
        builder.AddHealth();
        AddGrpc(builder.Services);
        builder.AddHostNames();
        builder.WebHost.ConfigureKestrel(KestrelSetup.Apply);
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<LimitOptions>>(
            (host, limits) => host.ShutdownTimeout = TimeSpan.FromSeconds(limits.Value.ShutdownSeconds));
        return builder;
    }

    /// <summary>Lets in who may, maps health and reflection, after all options are validated.</summary>
    /// <exception cref="OptionsValidationException">An option is wrong; thrown before anything starts or opens a port.</exception>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.Services.GetService<IStartupValidator>()?.Validate();
        app.UseSignIn();
        app.UseUnknownCalls();
        app.UseCallTimeouts();
        var listen = app.Services.GetRequiredService<IOptions<ListenOptions>>().Value;
        if (listen.GrpcPort is not null)
        {
            app.MapGrpcHealth();
            if (listen.Reflection)
            {
                app.MapGrpcReflectionService().Needs(Right.SignedIn);
            }
        }

        app.MapHealth();
        return app;
    }

    private static void AddGrpc(IServiceCollection services)
    {
        services.AddGrpc(grpc => grpc.Interceptors.Add<ErrorInterceptor>());
        services.AddSingleton<ErrorInterceptor>();
        services.AddOptions<Grpc.AspNetCore.Server.GrpcServiceOptions>().Configure<IOptions<LimitOptions>>((grpc, limits) =>
        {
            grpc.MaxReceiveMessageSize = limits.Value.MaxMessageBytes;
            grpc.MaxSendMessageSize = limits.Value.MaxMessageBytes;
            grpc.EnableDetailedErrors = false;
            grpc.IgnoreUnknownServices = true;
        });
        services.PostConfigure<Grpc.AspNetCore.Server.GrpcServiceOptions>(static grpc =>
            grpc.CompressionProviders = [.. (grpc.CompressionProviders ?? []).Select(p => new CheckedCompression(p))]);
        services.AddGrpcReflection();
        services.AddMalformedMessages();
    }
}
