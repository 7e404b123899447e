using System.Diagnostics;
using FedMl.Tests.Onnx;

namespace FedMl.EndToEnd.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task DotnetRun_PathsOnTheCommandLine_AreThoseOfTheFolderWhereItIsCalled()
    {
        var folder = Directory.CreateTempSubdirectory("fedml-command-");
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "small.onnx"), Graphs.Identity(Element.Float, -1, 2));
            using var process = Process.Start(new ProcessStartInfo(
                "dotnet",
                ["run", "--no-build", "-c", Repository.Configuration, "--project", Path.Combine(Repository.Root, "services", "Scoring"), "--", "autotune", "small.onnx", "--seconds", "0.01", "--callers", "2", "--write", "appsettings.json"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();

            Assert.True(process.ExitCode == 0, output + await error);
            Assert.Contains("small", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "appsettings.json")), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
