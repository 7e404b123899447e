using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FedMl.ScoringEngine.Loading.Canary;

/// <summary>The program that tries a version: it answers by <see cref="CanaryProcess"/>.</summary>
/// <param name="Assembly">Its assembly's file.</param>
/// <param name="Argument">Its only argument.</param>
public sealed record CanaryProgram(string Assembly, string Argument)
{
    // What a program needs to run. The rest may hold secrets, and what runs there is not trusted yet.
    private static readonly string[] Passed = ["PATH", "HOME", "TMPDIR", "TMP", "TEMP", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DOTNET_ROOT", "SystemRoot", "FEDML_FAILPOINT"];

    /// <exception cref="System.ComponentModel.Win32Exception">The system cannot start it.</exception>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    internal Process Start() => File.Exists(Assembly) ? Process.Start(StartInfo())! : throw new FileNotFoundException("There is no such program.");

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(Host()) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, CreateNoWindow = true };
        if (start.FileName != OwnHost)
        {
            start.ArgumentList.Add(Assembly);
        }

        start.ArgumentList.Add(Argument);
        var values = Passed.Select(name => (name, Value: Environment.GetEnvironmentVariable(name))).Where(v => v.Value is not null).ToList();
        start.Environment.Clear();
        values.ForEach(v => start.Environment[v.name] = v.Value);

        // One short task: no server's heap, no debugger's door, no dump of a crash.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }

    private string OwnHost => Path.ChangeExtension(Assembly, OperatingSystem.IsWindows() ? "exe" : null);

    // The dotnet that runs this process; a program that brings its runtime along has a host of its own.
    private string Host()
    {
        var shared = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return File.Exists(shared) ? shared : OwnHost;
    }
}
