using System.Diagnostics;

namespace FedMl.EndToEnd.Tests.Clients;

/// <summary>A program that is not ours, run to its end.</summary>
internal static class ForeignProgram
{
    /// <summary>Its output; fails with its errors where it does not end with 0.</summary>
    public static async Task<string> RunAsync(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
