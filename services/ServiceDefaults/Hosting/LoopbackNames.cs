using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>
/// A host on loopback answers only requests whose <c>Host</c> is a name of loopback: a web page whose own name was made to
/// lead to 127.0.0.1 (DNS rebinding) could else read business data with the browser of whoever runs this, for there is no
/// sign-in. The setting <c>AllowedHosts</c> (names with <c>;</c> between them) replaces the list.
/// </summary>
internal static class LoopbackNames
{
    private const string Setting = "AllowedHosts";

    public static void AddLoopbackNames(this WebApplicationBuilder builder)
    {
        if (builder.Configuration[Setting] is null)
        {
            builder.Services.AddOptions<HostFilteringOptions>().Configure<IOptions<ListenOptions>>(Allow);
        }
    }

    private static void Allow(HostFilteringOptions filter, IOptions<ListenOptions> listen)
    {
        if (IPAddress.TryParse(listen.Value.Address, out var address) && IPAddress.IsLoopback(address))
        {
            filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]", listen.Value.Address];
        }
    }
}
