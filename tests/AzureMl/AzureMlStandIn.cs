using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace FedMl.Tests.AzureMl;

/// <summary>
/// Azure's management interface, registry discovery and token end point as chapter 6 of azure-ml.md has them, on
/// https. Strict: a call that it was not told to expect answers 500 and is kept in <see cref="Unexpected"/>.
/// </summary>
public sealed class AzureMlStandIn : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> unexpected = new();
    private readonly ConcurrentQueue<string> calls = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpContext, Task>>> faults = new();

    private AzureMlStandIn(StandInSettings settings, WebApplication app, TimeProvider time)
    {
        this.app = app;
        Settings = settings;
        Tokens = new IssuedTokens(settings.Tenant, time);
        SignIn = new SignInEndpoint(this);
        Management = new ManagementEndpoint(this);
        Endpoints = new OnlineEndpointStandIn(this);
    }

    public StandInSettings Settings { get; }

    /// <summary>Where it listens.</summary>
    public string Address => app.Urls.Single();

    public ConcurrentDictionary<string, StandInModel> Models { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, StandInDatastore> Datastores { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes a container's address with a grant in it; null: <c>NoCredentials</c>.</summary>
    public Func<string, string?> Sign { get; set; } = _ => null;

    /// <summary>Calls that no test announced.</summary>
    public IReadOnlyCollection<string> Unexpected => unexpected;

    /// <summary>The calls so far, by operation: token, discovery, models, versions, datareference, datastore, secrets.</summary>
    public IReadOnlyCollection<string> Calls => calls;

    /// <summary>Everything that was given out and must never be seen again.</summary>
    public IEnumerable<string> Secrets => Tokens.All.Append(Settings.ClientSecret).Concat(Settings.FederatedToken is { } token ? [token] : []);

    /// <summary>Online endpoints of a workspace.</summary>
    public OnlineEndpointStandIn Endpoints { get; }

    internal IssuedTokens Tokens { get; }

    private SignInEndpoint SignIn { get; }

    private ManagementEndpoint Management { get; }

    public static async Task<AzureMlStandIn> StartAsync(StandInSettings settings, StandInCertificate certificate, TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate.Certificate)));
        var app = builder.Build();
        var standIn = new AzureMlStandIn(settings, app, time);
        app.Run(standIn.AnswerAsync);
        await app.StartAsync();
        return standIn;
    }

    /// <summary>The next calls of an operation go wrong like this, one after the other.</summary>
    public void Fail(string operation, params Func<HttpContext, Task>[] ways)
    {
        foreach (var way in ways)
        {
            faults.GetOrAdd(operation, _ => new()).Enqueue(way);
        }
    }

    /// <summary>A token as Azure gives it out by other ways than its sign-in.</summary>
    public string IssueToken(string audience) => Tokens.Issue(audience, TimeSpan.FromHours(1));

    /// <summary>Nothing goes wrong any more.</summary>
    public void Heal() => faults.Clear();

    /// <summary>Takes back every token: who kept one must sign in anew.</summary>
    public void RevokeTokens() => Tokens.Revoke();

    public int Count(string operation) => calls.Count(call => call == operation);

    /// <summary>Nothing is answered any more.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var operation = SignIn.OperationOf(context) ?? Management.OperationOf(context) ?? Endpoints.OperationOf(context);
        if (operation is null)
        {
            await RefuseAsync(context, "is not known");
            return;
        }

        calls.Enqueue(operation);
        if (faults.GetValueOrDefault(operation)?.TryDequeue(out var fault) == true)
        {
            await fault(context);
            return;
        }

        await (operation == "token" ? SignIn.AnswerAsync(context) : Management.AnswerAsync(context, operation));
    }

    internal async Task RefuseAsync(HttpContext context, string why, int status = 500)
    {
        unexpected.Enqueue($"{context.Request.Method} {context.Request.GetEncodedPathAndQuery()} {why}");
        await StandInFault.Status(status, "NotExpected")(context);
    }
}
