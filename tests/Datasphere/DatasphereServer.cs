using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedMl.Tests.Datasphere;

/// <summary>
/// A stand-in for a tenant of SAP Datasphere: OAuth, catalog and OData of its consumption interface over real HTTP. Strict:
/// what no client that knows the interface would send is kept in <see cref="Unexpected"/>, for the test to look at.
/// </summary>
public sealed class DatasphereServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Space, string Name), Asset> assets = new();
    private readonly ConcurrentQueue<SeenRequest> requests = new();
    private readonly ConcurrentQueue<string> unexpected = new();
    private readonly FaultPlan faults = new();
    private readonly ClientCertificates clients;
    private readonly TokenEndPoint tokens;
    private readonly CatalogService catalog;
    private readonly ConsumptionService consumption;
    private WebApplication app = null!;
    private int now;

    private DatasphereServer(TimeProvider time, X509Certificate2? clientRoot)
    {
        clients = new ClientCertificates(clientRoot);
        tokens = new TokenEndPoint(time);
        catalog = new CatalogService(this);
        consumption = new ConsumptionService(this);
    }

    public Behaviour Behaviour { get; } = new();

    /// <summary>Scheme, host and port, without a slash.</summary>
    public string Address { get; private set; } = "";

    public string TokenUrl => $"{Address}/oauth/token";

    public string ClientId => tokens.ClientId;

    public string ClientSecret { get => tokens.ClientSecret; set => tokens.ClientSecret = value; }

    /// <summary>Whether the test sends what no client should, and so does not end with looking that nothing was.</summary>
    public bool ExpectsUnexpected { get; set; }

    /// <summary>Of the certificate by which the client is known, instead of a secret; null: it has a secret.</summary>
    public string? ClientThumbprint { get => tokens.ClientThumbprint; set => tokens.ClientThumbprint = value; }

    public TimeSpan TokenLifeTime { get => tokens.LifeTime; set => tokens.LifeTime = value; }

    /// <summary>All requests so far, those for tokens too.</summary>
    public IReadOnlyList<SeenRequest> Requests => [.. requests];

    /// <summary>Requests for rows so far.</summary>
    public IReadOnlyList<SeenRequest> RowRequests => [.. requests.Where(request => request.Option("$select") is not null)];

    /// <summary>What was wrong with requests. A test ends with looking that there is none.</summary>
    public IReadOnlyList<string> Unexpected => [.. unexpected];

    /// <summary>Most requests that were answered at a time.</summary>
    public int MostAtATime { get; private set; }

    /// <summary>Requests under way.</summary>
    public int AtATime => Volatile.Read(ref now);

    internal IEnumerable<Asset> Assets => assets.Values.OrderBy(asset => asset.Space, StringComparer.Ordinal).ThenBy(asset => asset.Name, StringComparer.Ordinal);

    /// <param name="certificate">For HTTPS; null: HTTP.</param>
    /// <param name="clientRoot">Of certificates that clients show; null: none is asked for.</param>
    public static async Task<DatasphereServer> StartAsync(TimeProvider? time = null, X509Certificate2? certificate = null, X509Certificate2? clientRoot = null)
    {
        var server = new DatasphereServer(time ?? TimeProvider.System, clientRoot);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestLineSize = 128 * 1024;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(server.clients.OptionsOf(certificate));
                }
            });
        });
        server.app = builder.Build();
        server.app.Run(server.HandleAsync);
        await server.app.StartAsync();
        server.Address = server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().TrimEnd('/');
        return server;
    }

    /// <summary>Puts an asset there, in place of one of the same name.</summary>
    public void Put(Asset asset) => assets[(asset.Space, asset.Name)] = asset;

    public void Remove(string space, string name) => assets.TryRemove((space, name), out _);

    /// <summary>Lets the next requests whose target holds a text fail.</summary>
    public void Fail(string target, Fault fault, int times = 1) => faults.Add(target, fault, times);

    /// <summary>No token that was issued so far is good any more.</summary>
    public void RevokeTokens() => tokens.RevokeAll();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    internal string DataUrl(string kind, Asset asset)
    {
        // The newer path says consumption already.
        var prefix = Behaviour.Prefix.EndsWith("/consumption", StringComparison.Ordinal) ? Behaviour.Prefix : $"{Behaviour.Prefix}/consumption";
        return $"{Behaviour.FalseAddress ?? Address}{prefix}/{kind}/{Uri.EscapeDataString(asset.Space)}/{Uri.EscapeDataString(asset.Name)}";
    }

    private async Task HandleAsync(HttpContext context)
    {
        var request = new SeenRequest(
            context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget, context.Request.Headers.Authorization, context.Request.Headers.Accept);
        requests.Enqueue(request);
        MostAtATime = Math.Max(MostAtATime, Interlocked.Increment(ref now));
        try
        {
            var fault = faults.Take(request.Target);
            await (Behaviour.Before?.Invoke(request) ?? Task.CompletedTask).WaitAsync(context.RequestAborted);
            context.Response.Headers.Date = (TimeProvider.System.GetUtcNow() + Behaviour.ClockAhead).ToString("R");
            await Sending.SendAsync(context, await AnswerAsync(request, context), fault);
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
        finally
        {
            Interlocked.Decrement(ref now);
        }
    }

    private async Task<Answer> AnswerAsync(SeenRequest request, HttpContext context)
    {
        try
        {
            if (request.Path == "/oauth/token")
            {
                using var reader = new StreamReader(context.Request.Body);
                return tokens.Issue(request.Method, context.Request.ContentType, request.Authorization, await reader.ReadToEndAsync(), clients.ThumbprintOf(context));
            }

            tokens.Check(request.Authorization);
            return request.Method == "GET" && Behaviour.Instead?.Invoke(request) is { } rendered ? Answer.OfJson(rendered)
                : request.Method == "GET" ? Route(request) : throw new RefusedException(405, "Only GET.");
        }
        catch (RefusedException refused)
        {
            if (refused.IsUnexpected)
            {
                unexpected.Enqueue($"{request.Method} {request.Target}: {refused.Message}");
            }

            return Answer.Error(refused.Status, refused.Message);
        }
    }

    private Answer Route(SeenRequest request)
    {
        // A prefix that is not this tenant's is one that must be tried.
        var prefix = Behaviour.Prefix;
        var below = request.Path.StartsWith(prefix + '/', StringComparison.Ordinal) ? request.Path[prefix.Length..] : throw new RefusedException(404, "Not Found", isUnexpected: false);
        if (below == "/catalog" || below.StartsWith("/catalog/", StringComparison.Ordinal))
        {
            return catalog.Handle(request, Uri.UnescapeDataString(below["/catalog".Length..]));
        }

        string[] segments = [.. below.Split('/').Skip(1).Select(Uri.UnescapeDataString)];
        return (segments[0] == "consumption" ? segments[1..] : segments) switch
        {
            ["relational", .. var rest] => consumption.Handle(request, isAnalytical: false, rest),
            ["analytical", .. var rest] => consumption.Handle(request, isAnalytical: true, rest),
            _ => throw new RefusedException(404, $"There is no {request.Path}."),
        };
    }
}
