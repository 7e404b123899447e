using System.Diagnostics;

namespace FedMl.EndToEnd.Tests.Soak;

/// <summary>A host that leaks on purpose, as a child process.</summary>
internal sealed class LeakingProcess : IAsyncDisposable
{
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler());
    private readonly Process process;
    private readonly Uri address;

    private LeakingProcess(Process process, string address)
    {
        this.process = process;
        this.address = new Uri(address);
    }

    public int Id => process.Id;

    /// <param name="leak">What it keeps of each request: memory, handles, threads or nothing.</param>
    public static async Task<LeakingProcess> StartAsync(string leak)
    {
        var process = Process.Start(LocalProcess.StartInfo(Path.GetTempPath(), Repository.LeakingHost, leak))!;
        return new LeakingProcess(process, (await process.StandardOutput.ReadLineAsync())!);
    }

    public async Task RequestAsync(int i)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await http.SendAsync(request, CancellationToken.None);
        Assert.Equal("kept", await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
