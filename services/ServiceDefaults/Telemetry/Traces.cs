using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FedMl.ServiceDefaults.Telemetry;

internal static class Traces
{
    /// <summary>
    /// Traces go out by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; elsewhere nothing listens and nothing is paid.
    /// </summary>
    public static void AddTraces(this WebApplicationBuilder builder, string serviceName)
    {
        var switches = TraceSwitches.Of(builder.Configuration);
        builder.Services.AddSingleton(switches);
        if (!switches.HasCollector)
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("fedml-" + serviceName))
            .WithTracing(tracing => tracing
                .SetSampler(new SwitchedSampler(switches))
                .AddSource("FedMl.*", "Grpc.Net.Client")
                .AddAspNetCoreInstrumentation()
                .AddOtlpExporter());
    }
}
