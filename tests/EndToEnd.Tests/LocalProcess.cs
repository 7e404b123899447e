using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Grpc.Net.Client;

namespace FedMl.EndToEnd.Tests;

/// <summary>Local as a child process on free ports and on copies of the samples.</summary>
public sealed partial class LocalProcess : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler());
    private Process process = null!;

    public string Folder { get; } = Directory.CreateTempSubdirectory("fedml-e2e-").FullName;

    public Uri Rest { get; private set; } = null!;

    public Uri ScoringRest { get; private set; } = null!;

    public Uri Metrics { get; private set; } = null!;

    public Uri Grpc { get; private set; } = null!;

    public GrpcChannel Channel { get; private set; } = null!;

    public int ProcessId => process.Id;

    public string Output => string.Join('\n', lines);

    public static ProcessStartInfo StartInfo(string home, string program, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(program);
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment["HOME"] = home;
        start.Environment.Remove("ORT_DISABLE_TELEMETRY");
        return start;
    }

    public Task InitializeAsync() => StartAsync(_ => { });

    /// <param name="prepare">Changes the copy of the samples before the start.</param>
    /// <param name="more">More of the command line.</param>
    public async Task StartAsync(Action<string> prepare, params string[] more)
    {
        Repository.CopyFolder(Repository.Samples, Path.Combine(Folder, "samples"));
        prepare(Path.Combine(Folder, "samples"));
        Directory.CreateDirectory(Path.Combine(Folder, "home"));
        string Sample(string name) => Path.Combine(Folder, "samples", name);
        process = Process.Start(StartInfo(
            Path.Combine(Folder, "home"), Repository.Local,
            ["--rest-port", "0", "--grpc-port", "0", "--scoring-rest-port", "0", "--metrics-port", "0",
            "--data", Sample("data"), "--models", Sample("models"), "--feature-views", Sample("feature-views"), "--training-templates", Sample("training-templates"), .. more]))!;
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(ready.Task, process.WaitForExitAsync(), Task.Delay(Patience));
        Assert.True(ready.Task.IsCompleted, "Local did not become ready:\n" + Output);

        Rest = AddressOf("REST, gateway");
        Grpc = AddressOf("gRPC, all services");
        ScoringRest = new Uri(AddressOf("REST, inference protocol"), "/");
        Metrics = AddressOf("metrics");
        Channel = GrpcChannel.ForAddress(Grpc);
    }

    public async Task DisposeAsync()
    {
        Channel?.Dispose();
        http.Dispose();
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        Directory.Delete(Folder, recursive: true);
        Assert.DoesNotContain(lines, line => line.Contains(" fail: ", StringComparison.Ordinal) || line.Contains(" crit: ", StringComparison.Ordinal));
    }

    /// <summary>Sends SIGTERM and returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        Assert.Equal(0, Kill(process.Id, 15));
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, Uri host, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(host, path));
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, CancellationToken.None);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    public async Task<string> MetricsTextAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Metrics);
        using var response = await http.SendAsync(request, CancellationToken.None);
        return await response.Content.ReadAsStringAsync();
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string>? seen = null)
    {
        for (var i = 0; i < 1200; i++)
        {
            if (await condition())
            {
                return;
            }

            // Another process: it has the real clock, and can be asked but not awaited.
            await Task.Delay(50);
        }

        Assert.Fail("What was waited for did not come within a minute. " + seen?.Invoke());
    }

    private void Take(string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
            if (line.StartsWith("Ready in ", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        }
    }

    private Uri AddressOf(string what)
    {
        var line = lines.First(l => l.TrimStart().StartsWith(what, StringComparison.Ordinal) && l.Contains("http://", StringComparison.Ordinal));
        return new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..].Split(' ')[0], UriKind.Absolute);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
