using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FedMl.EndToEnd.Tests.Browsing;

/// <summary>Debian's Chromium without a window, driven over its DevTools protocol on loopback.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Announcement = "DevTools listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly string profile;
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> waiting = new();
    private readonly ConcurrentQueue<(string Method, JsonNode Parameters)> events = new();
    private Task receiving = Task.CompletedTask;
    private int lastCall;

    private Chromium(Process process, string profile) => (this.process, this.profile) = (process, profile);

    public static string Program { get; } = "/usr/bin/chromium";

    /// <summary>What the browser reported so far.</summary>
    public IReadOnlyList<(string Method, JsonNode Parameters)> Events => [.. events];

    public static async Task<Chromium> StartAsync()
    {
        var profile = Directory.CreateTempSubdirectory("fedml-chromium-").FullName;
        // Everything that is not loopback has no address: the page is on its own.
        string[] args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage", "--remote-debugging-port=0", $"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "about:blank"];
        var process = Process.Start(new ProcessStartInfo(Program, args) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var browser = new Chromium(process, profile);
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data?.StartsWith(Announcement, StringComparison.Ordinal) == true)
            {
                address.TrySetResult(new Uri(e.Data[Announcement.Length..]));
            }
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        await browser.socket.ConnectAsync(await address.Task.WaitAsync(Patience), CancellationToken.None);
        browser.receiving = browser.ReceiveAsync();
        return browser;
    }

    /// <summary>Opens a page with its console, network and errors reported, and waits until it is loaded.</summary>
    public async Task<string> OpenAsync(Uri page)
    {
        var target = (await CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" }))["targetId"]!.GetValue<string>();
        var session = (await CallAsync("Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!.GetValue<string>();
        foreach (var domain in new[] { "Page", "Network", "Runtime", "Log" })
        {
            await CallAsync(domain + ".enable", [], session);
        }

        await CallAsync("Page.navigate", new JsonObject { ["url"] = page.ToString() }, session);
        await LocalProcess.UntilAsync(() => Task.FromResult(Events.Any(e => e.Method == "Page.loadEventFired")));
        return session;
    }

    /// <summary>The value of a JavaScript expression in the page.</summary>
    public async Task<JsonNode> EvaluateAsync(string session, string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true }, session);
        return answer["result"]!["value"] ?? throw new InvalidOperationException(answer.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await receiving;
        socket.Dispose();
        end.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(profile, recursive: true);
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject parameters, string? session = null)
    {
        var id = Interlocked.Increment(ref lastCall);
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null)
        {
            call["sessionId"] = session;
        }

        var answer = waiting[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        await socket.SendAsync(Encoding.UTF8.GetBytes(call.ToJsonString()), WebSocketMessageType.Text, true, CancellationToken.None);
        return await answer.Task.WaitAsync(Patience);
    }

    private async Task ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (!end.IsCancellationRequested)
            {
                var part = await socket.ReceiveAsync(buffer, end.Token);
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.ToArray())!);
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or JsonException)
        {
            // The browser is gone; whoever still waits for an answer runs out of patience and says so.
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"]?.GetValue<int>() is not { } id)
        {
            events.Enqueue((message["method"]!.GetValue<string>(), message["params"]!));
        }
        else if (message["error"] is { } error)
        {
            waiting[id].TrySetException(new InvalidOperationException(error.ToJsonString()));
        }
        else
        {
            waiting[id].TrySetResult(message["result"]!);
        }
    }
}

/// <summary>A test that needs Chromium; skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (!File.Exists(Chromium.Program))
        {
            Skip = $"{Chromium.Program} is not installed; tests/run installs it where it may";
        }
    }
}
