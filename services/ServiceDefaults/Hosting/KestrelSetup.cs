using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>
/// Ports and limits, all explicit: Kestrel's own defaults keep a silent connection for 130 s and any number of them.
/// </summary>
internal static class KestrelSetup
{
    public static void Apply(KestrelServerOptions kestrel)
    {
        var listen = kestrel.ApplicationServices.GetRequiredService<IOptions<ListenOptions>>().Value;
        var limits = kestrel.ApplicationServices.GetRequiredService<IOptions<LimitOptions>>().Value;

        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestBodySize = limits.MaxMessageBytes + 64L * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.MaxRequestHeadersBytes;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(limits.RequestHeadersTimeoutSeconds);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(limits.KeepAliveTimeoutSeconds);
        kestrel.Limits.Http2.MaxStreamsPerConnection = limits.MaxStreamsPerConnection;
        kestrel.Limits.Http2.InitialConnectionWindowSize = 1024 * 1024;
        kestrel.Limits.Http2.InitialStreamWindowSize = 768 * 1024;

        // Clear-text HTTP/1.1 and HTTP/2 cannot share a port: without TLS nothing tells them apart before the first byte.
        var address = IPAddress.Parse(listen.Address);
        var tls = listen.CertificateFile.Length == 0 ? null : kestrel.ApplicationServices.GetRequiredService<ServerCertificate>();
        if (listen.GrpcPort is { } grpc)
        {
            kestrel.Listen(address, grpc, port => Serve(port, HttpProtocols.Http2, tls));
        }

        if (listen.RestPort is { } rest)
        {
            kestrel.Listen(address, rest, port => Serve(port, HttpProtocols.Http1, tls));
        }
    }

    private static void Serve(Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions port, HttpProtocols protocols, ServerCertificate? tls)
    {
        port.Protocols = protocols;
        if (tls is null)
        {
            return;
        }

        port.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = tls.Current,
                // Asked for, and taken from anybody: what counts is that a token that is bound to one comes with it.
                ClientCertificateRequired = true,
#pragma warning disable CA5359 // It is the caller's certificate, not a server's.
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            }),
        });
    }
}
