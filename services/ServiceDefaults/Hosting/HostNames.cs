using System.Net;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>
/// A host on loopback answers only requests whose <c>Host</c> is a name of loopback: a web page whose own name was made to
/// lead to 127.0.0.1 (DNS rebinding) could else read business data with the browser of whoever runs this, for there is no
/// sign-in. The setting <c>AllowedHosts</c> (names with <c>;</c> between them) replaces the list.
/// </summary>
internal sealed class HostNames(IConfiguration configuration, IOptions<ListenOptions> listen, RefusalWriter refuse) : IStartupFilter
{
    private const string Setting = "AllowedHosts";
    private const string Any = "*";

    private readonly StringSegment[] allowed = Allowed(configuration[Setting], listen.Value.Address);

    /// <summary>Before everything else that answers.</summary>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        Check(app);
        next(app);
    };

    /// <summary>Refuses requests of other names.</summary>
    public void Check(IApplicationBuilder app)
    {
        if (!allowed.Contains(Any))
        {
            app.Use((context, next) => !context.Request.Host.HasValue || HostString.MatchesAny(context.Request.Host.Host, allowed)
                ? next(context)
                : refuse(context, new ServiceException(ErrorReason.MalformedRequest, "The Host header names a host that this server does not answer for.")));
        }
    }

    private static StringSegment[] Allowed(string? setting, string address)
    {
        string[] names = setting is not null ? setting.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : IPAddress.TryParse(address, out var ip) && IPAddress.IsLoopback(ip) ? ["localhost", "127.0.0.1", "[::1]", address]
            : [Any];
        return [.. names.Select(name => new StringSegment(new HostString(name).ToUriComponent()))];
    }
}

/// <summary>Writes the answer to a request that is refused before any room sees it.</summary>
public delegate Task RefusalWriter(HttpContext context, ServiceException refusal);

internal static class HostNamesRegistration
{
    public static void AddHostNames(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RefusalWriter>(WriteText);
        builder.Services.AddSingleton<HostNames>();
        builder.Services.AddSingleton<IStartupFilter>(services => services.GetRequiredService<HostNames>());
        // ASP.NET's own filter knows only a page of HTML.
        builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["*"]);
    }

    private static Task WriteText(HttpContext context, ServiceException refusal)
    {
        context.Response.StatusCode = ErrorCatalogue.Of(refusal.Reason).HttpStatus;
        return context.Response.WriteAsync(refusal.Message);
    }
}
