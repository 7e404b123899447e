using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using FedMl.Tests.AzureMl;

namespace FedMl.Models.Tools;

/// <summary>Azure's storage emulator on https, with signatures and with Entra's tokens; one process for all tests.</summary>
public sealed partial class Azurite : IAsyncLifetime
{
    public const string Account = "devstoreaccount1";

    // Known to everyone: it is in the emulator's documentation.
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("fedml-azurite-");
    private Process? process;

    public StandInCertificate Certificate { get; } = new(TimeProvider.System);

    public int Port { get; private set; }

    public BlobServiceClient Service { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (!File.Exists(ToolFiles.PathOf(ToolFiles.Azurite)))
        {
            return; // The tests that would need it are skipped.
        }

        var start = new ProcessStartInfo("node")
        {
            RedirectStandardOutput = true,
            ArgumentList =
            {
                ToolFiles.PathOf(ToolFiles.Azurite), "--blobHost", "127.0.0.1", "--blobPort", "0", "--location", folder.FullName, "--disableTelemetry",
                "--oauth", "basic", "--cert", Certificate.PemFile, "--key", Certificate.KeyFile,
            },
        };
        process = Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
        while (Port == 0)
        {
            var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Azurite has ended.");
            if (Listening().Match(line) is { Success: true } match)
            {
                Port = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            }
        }

        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null); // A full pipe would stop it.
        Service = new BlobServiceClient(
            new Uri(AddressAt(Port)), new StorageSharedKeyCredential(Account, Key),
            new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05) { Transport = new HttpClientTransport(Trusting()) });
    }

    public Task DisposeAsync()
    {
        process?.Kill();
        process?.WaitForExit();
        process?.Dispose();
        folder.Delete(recursive: true);
        Certificate.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The account's address, at the emulator itself or at a proxy before it.</summary>
    public static string AddressAt(int port) => $"https://127.0.0.1:{port}/{Account}";

    /// <summary>A grant to read and list a container.</summary>
    public static string Sas(string container, DateTimeOffset ends)
    {
        var sas = new BlobSasBuilder(BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List, ends) { BlobContainerName = container, Resource = "c" };
        return sas.ToSasQueryParameters(new StorageSharedKeyCredential(Account, Key)).ToString();
    }

    private SocketsHttpHandler Trusting()
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == Certificate.Certificate.GetCertHashString();
        return handler;
    }

    [GeneratedRegex(@"listens? ?(?:ing)? (?:at|on) https://127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}

[CollectionDefinition(Name)]
public sealed class AzuriteCollection : ICollectionFixture<Azurite>
{
    public const string Name = "Azurite";
}
