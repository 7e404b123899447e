using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FedMl.ServiceDefaults.Telemetry;

internal static class MetricsExportRegistration
{
    public static void AddMetrics(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MetricsExport>();
        builder.Services.AddHostedService(services => services.GetRequiredService<MetricsExport>());
    }
}
