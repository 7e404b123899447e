using FedMl.ServiceDefaults.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>A service as a process of its own.</summary>
public static class ServiceProcess
{
    private const int Ok = 0;
    private const int Failed = 1;

    /// <summary>
    /// Runs until SIGTERM and returns the exit code. With the arguments <c>probe live</c> or <c>probe ready</c> it asks the
    /// process that runs with the same configuration instead: it listens on loopback, where no kubelet reaches it.
    /// </summary>
    public static Task<int> RunAsync(string[] args, Func<string[], WebApplication> build) => RunAsync(args, build, Console.Error);

    internal static async Task<int> RunAsync(string[] args, Func<string[], WebApplication> build, TextWriter complaints)
    {
        try
        {
            if (args is ["probe", HealthRoutes.Live or HealthRoutes.Ready, ..])
            {
                await using var asker = build(args[2..]);
                var listen = asker.Services.GetRequiredService<IOptions<ListenOptions>>().Value;
                return await Probe.AskAsync(listen, args[1], complaints) ? Ok : Failed;
            }

            await using var app = build(args);
            PortsInUse.Refuse(app.Services.GetRequiredService<IOptions<ListenOptions>>().Value);
            await app.RunAsync();
            return Ok;
        }
        catch (Exception exception) when (StartFault.TryDescribe(exception, _ => "--Listen:GrpcPort, --Listen:RestPort or --Listen:MetricsPort", out var message))
        {
            await complaints.WriteLineAsync(message);
            return Failed;
        }
    }
}
