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
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("fedml-" + serviceName))
            .WithTracing(tracing => tracing
                .AddSource("FedMl.*", "Grpc.Net.Client")
                .AddAspNetCoreInstrumentation()
                .AddOtlpExporter());
    }
}
