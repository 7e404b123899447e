using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;

namespace FedMl.EndToEnd.Tests.RollOut;

/// <summary>One service as a process of its own, on a port that it can be started on again.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string service;
    private readonly string[] args;
    private readonly int metricsPort = FreePort();
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler());
    private Process? process;

    public HostProcess(string service, params string[] args)
    {
        this.service = service;
        this.args = args;
        Address = $"http://127.0.0.1:{FreePort()}";
        Channel = GrpcChannel.ForAddress(Address);
    }

    public string Address { get; }

    public GrpcChannel Channel { get; }

    /// <param name="failpoint">Where it is killed; empty: nowhere.</param>
    public void Start(string failpoint = "")
    {
        var start = LocalProcess.StartInfo(
            Path.GetTempPath(),
            Repository.Service(service),
            ["--Listen:GrpcPort", $"{new Uri(Address).Port}", "--Listen:RestPort", "", "--Listen:MetricsPort", $"{metricsPort}", .. args]);
        start.Environment["FEDML_FAILPOINT"] = failpoint;
        process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
    }

    public Task UntilExitAsync() => process!.WaitForExitAsync().WaitAsync(Patience);

    public async Task KillAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    public async Task<string> MetricsTextAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{metricsPort}/metrics"));
        using var response = await http.SendAsync(request, CancellationToken.None);
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Channel.Dispose();
        http.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
