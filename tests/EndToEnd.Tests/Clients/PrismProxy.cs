using System.Diagnostics;

namespace FedMl.EndToEnd.Tests.Clients;

/// <summary>
/// Prism before a server: what does not fit the Open Inference Protocol's own OpenAPI document, request or answer, it
/// answers with an error of its own.
/// </summary>
internal sealed class PrismProxy : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly string folder;

    private PrismProxy(Process process, string folder, Uri address)
    {
        this.process = process;
        this.folder = folder;
        Address = address;
    }

    public static string Program { get; } = Path.Combine(Repository.Tools, "node_modules", ".bin", "prism");

    public static string Document { get; } = Path.Combine(Repository.Root, "..", "shared", "specs", "open_inference_rest.yaml");

    public Uri Address { get; }

    public static async Task<PrismProxy> StartAsync(Uri server)
    {
        // Its templates are written as a shell's variables, which no OpenAPI tool takes for parameters.
        var folder = Directory.CreateTempSubdirectory("fedml-prism-").FullName;
        var document = Path.Combine(folder, "open_inference_rest.yaml");
        await File.WriteAllTextAsync(document, (await File.ReadAllTextAsync(Document)).Replace("${", "{", StringComparison.Ordinal));

        var start = new ProcessStartInfo("node", [Program, "proxy", document, server.ToString().TrimEnd('/'), "--errors", "-h", "127.0.0.1", "-p", "0"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => TakeAddress(line.Data, listening);
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new PrismProxy(process, folder, await listening.Task.WaitAsync(Patience));
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static void TakeAddress(string? line, TaskCompletionSource<Uri> listening)
    {
        const string Listening = "Prism is listening on ";
        if (line is null)
        {
            listening.TrySetException(new InvalidOperationException("Prism ended before it listened."));
        }
        else if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
        {
            listening.TrySetResult(new Uri(line[(at + Listening.Length)..]));
        }
    }
}
