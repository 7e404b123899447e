using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;

namespace FedMl.BatchScoring.Tests.Blobs;

/// <summary>Azure's storage emulator, over plain http on loopback.</summary>
public sealed partial class AzuriteProcess : IAsyncLifetime
{
    private const string Account = "devstoreaccount1";

    // Known to everyone: it is in the emulator's documentation.
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fedml-azurite-");
    private Process? process;

    public string ConnectionString { get; private set; } = "";

    public string Address { get; private set; } = "";

    public BlobContainerClient Container { get; private set; } = null!;

    public static string Program { get; } = Find();

    public async Task InitializeAsync()
    {
        if (!File.Exists(Program))
        {
            return; // The tests that would need it are skipped.
        }

        var start = new ProcessStartInfo("node", [Program, "--blobHost", "127.0.0.1", "--blobPort", "0", "--location", folder.FullName, "--disableTelemetry", "--skipApiVersionCheck"]) { RedirectStandardOutput = true };
        process = Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
        var port = 0;
        while (port == 0)
        {
            var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Azurite has ended.");
            if (Listening().Match(line) is { Success: true } match)
            {
                port = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            }
        }

        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null); // A full pipe would stop it.
        Address = $"http://127.0.0.1:{port}/{Account}";
        ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={Address};";
        Container = new BlobServiceClient(ConnectionString, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05)).GetBlobContainerClient("batch");
        await Container.CreateIfNotExistsAsync();
    }

    public Task DisposeAsync()
    {
        process?.Kill();
        process?.WaitForExit();
        process?.Dispose();
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private static string Find()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "FedMl.Services.sln")))
        {
            root = root.Parent;
        }

        return Path.Combine(root?.FullName ?? throw new InvalidOperationException("The tests run inside the repository."), "tests", "tools", "node_modules", "azurite", "dist", "src", "blob", "main.js");
    }

    [GeneratedRegex(@"listens? ?(?:ing)? (?:at|on) http://127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}

/// <summary>A test that needs Azurite; skipped, with the reason, where tests/run has not installed it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute()
    {
        if (!File.Exists(AzuriteProcess.Program))
        {
            Skip = "tests/tools/node_modules/azurite is not there: run tests/run";
        }
    }
}
