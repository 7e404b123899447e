using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>
/// An issuer of tokens with the paths of XSUAA and of SAP Cloud Identity Services, over real TLS. It is strict: a request
/// that neither of them would get is answered with 404 and noted.
/// </summary>
internal sealed class StandInIssuer : IAsyncDisposable
{
    private readonly WebApplication app;

    private StandInIssuer(WebApplication app, string authorityFile)
    {
        this.app = app;
        AuthorityFile = authorityFile;
    }

    public ConcurrentQueue<string> Requests { get; } = [];

    public List<Dictionary<string, object>> Keys { get; set; } = [];

    /// <summary>What it does instead of answering with its keys.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public string AuthorityFile { get; }

    public string Domain => "127.0.0.1:" + new Uri(app.Urls.Single()).Port;

    public static async Task<StandInIssuer> StartAsync(params SigningKey[] keys)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=stand-in issuer", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(Path.GetTempPath(), $"authority-{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, port => port.UseHttps(certificate)));
        var app = builder.Build();
        var issuer = new StandInIssuer(app, file) { Keys = [.. keys.Select(k => k.Jwk())] };
        app.Run(issuer.AnswerAsync);
        await app.StartAsync();
        return issuer;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        File.Delete(AuthorityFile);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue(context.Request.Path + context.Request.QueryString);
        if (Instead is not null)
        {
            await Instead(context);
            return;
        }

        var known = context.Request.Path.Value switch
        {
            "/token_keys" => Guid.TryParseExact(context.Request.Query["zid"], "D", out _),
            "/oauth2/certs" => Guid.TryParseExact(context.Request.Headers["x-app_tid"], "D", out _) && context.Request.Headers["x-client_id"].Count == 1,
            "/keys" => true,
            _ => false,
        };
        if (!known || context.Request.Method != "GET")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await context.Response.WriteAsync(JsonSerializer.Serialize(new { keys = Keys }));
    }
}
