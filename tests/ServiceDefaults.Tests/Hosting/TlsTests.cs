using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Hosting;
using FedMl.ServiceDefaults.Tests.SignIn;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace FedMl.ServiceDefaults.Tests.Hosting;

/// <summary>gRPC and REST over TLS.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("tls-").FullName;
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Host_WithACertificate_ServesBothPortsWithItOnly()
    {
        using var certificate = Write("first");
        await using var host = await StartAsync();

        Assert.Equal("https", host.Grpc.Scheme);
        Assert.Equal(certificate.Thumbprint, await ShownByAsync(host.Grpc));
        Assert.Equal(certificate.Thumbprint, await ShownByAsync(host.Rest));
        Assert.Empty((await host.Client.ListSpacesAsync(new ListSpacesRequest())).Spaces);
        using var clear = GrpcChannel.ForAddress(new UriBuilder(host.Grpc) { Scheme = "http" }.Uri);
        await Assert.ThrowsAsync<RpcException>(async () => await new FeaturesService.FeaturesServiceClient(clear).ListSpacesAsync(new ListSpacesRequest()));
    }

    [Fact]
    public async Task Certificate_ReplacedOnDisk_IsTakenUpAndABrokenOneIsNot()
    {
        using var first = Write("first");
        await using var host = await StartAsync();
        Assert.Equal(first.Thumbprint, await ShownByAsync(host.Grpc));

        using var second = Write("second");
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(second.Thumbprint, await ShownByAsync(host.Grpc));

        await File.WriteAllTextAsync(Path.Combine(folder, "tls.key"), "broken");
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(second.Thumbprint, await ShownByAsync(host.Grpc));
        Assert.Contains(host.Log.Warnings, line => line.Contains("certificate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_BoundToTheCallersCertificate_IsTakenWithItOnly()
    {
        using var server = Write("server");
        using var bound = Make("caller");
        using var other = Make("other");
        var key = new SigningKey("key-1");
        await using var issuer = await StandInIssuer.StartAsync(key);
        using var bindings = new BindingsOfTest().WithXsuaa(issuer.Domain);
        await using var host = await StartAsync(SignInHost.ArgsFor(issuer, bindings));
        var claims = SignInHost.XsuaaOf(issuer);
        claims["cnf"] = new Dictionary<string, string> { ["x5t#S256"] = System.Buffers.Text.Base64Url.EncodeToString(bound.GetCertHash(HashAlgorithmName.SHA256)) };
        var headers = new Metadata { { "authorization", "Bearer " + key.Sign(claims) } };

        Assert.Empty((await CallAsync(bound)).Spaces);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => CallAsync(other))).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => CallAsync(null))).StatusCode);

        async Task<ListSpacesResponse> CallAsync(X509Certificate2? own)
        {
            var ssl = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true, ClientCertificates = own is null ? [] : [own] };
            using var channel = GrpcChannel.ForAddress(host.Grpc, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { SslOptions = ssl }, DisposeHttpClient = true });
            return await new FeaturesService.FeaturesServiceClient(channel).ListSpacesAsync(new ListSpacesRequest(), headers);
        }
    }

    [Theory]
    [InlineData("there is no certificate", "--Listen:Address", "0.0.0.0", "--Auth:Mode", "Token", "--Auth:Issuers:a:Issuer", "https://a", "--Auth:Issuers:a:Keys", "https://a/keys", "--Auth:Issuers:a:Audiences:0", "us")]
    [InlineData("no certificate with its key", "--Listen:CertificateFile", "nowhere.crt")]
    public async Task Start_WithoutACertificateWhereOneIsNeeded_IsRefused(string why, params string[] args)
    {
        var complaints = new StringWriter();

        var code = await ServiceProcess.RunAsync(
            args,
            a =>
            {
                var app = ServiceHost.CreateBuilder(a, "test", l => l.GrpcPort = 0).Build();
                app.MapServiceDefaults();
                return app;
            },
            complaints);

        Assert.Equal(1, code);
        Assert.Contains(why, complaints.ToString(), StringComparison.Ordinal);
    }

    private Task<TestHost> StartAsync(params string[] args) => TestHost.StartAsync(
        new ScriptedService((_, _) => Task.FromResult(new ListSpacesResponse())),
        builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)),
        ["--Listen:CertificateFile", Path.Combine(folder, "tls.crt"), "--Listen:KeyFile", Path.Combine(folder, "tls.key"), .. args]);

    private X509Certificate2 Write(string name)
    {
        var certificate = Make(name);
        File.WriteAllText(Path.Combine(folder, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "tls.key"), certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    private static X509Certificate2 Make(string name)
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var made = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }

    private static async Task<string> ShownByAsync(Uri address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, address.Port);
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        return tls.RemoteCertificate!.GetCertHashString();
    }
}
