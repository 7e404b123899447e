using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace FedMl.Tests.AzureMl;

/// <summary>A host that nobody should talk to, or that sends people there; keeps what it was asked.</summary>
public sealed class ForeignHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> asked = new();

    private ForeignHost(WebApplication app) => this.app = app;

    /// <summary>Where it listens.</summary>
    public string Address => app.Urls.Single();

    /// <summary>Each request: method, address, authorization.</summary>
    public IReadOnlyCollection<string> Asked => asked;

    /// <param name="certificate">For https; null: plain http.</param>
    /// <param name="answer">What it answers; null: 200 with nothing.</param>
    public static async Task<ForeignHost> StartAsync(StandInCertificate? certificate, Func<HttpContext, Task>? answer = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate.Certificate);
            }
        }));
        var host = new ForeignHost(builder.Build());
        host.app.Run(context =>
        {
            host.asked.Enqueue($"{context.Request.Method} {context.Request.GetEncodedUrl()} {context.Request.Headers.Authorization}");
            return answer?.Invoke(context) ?? Task.CompletedTask;
        });
        await host.app.StartAsync();
        return host;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
