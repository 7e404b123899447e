using System.Runtime.InteropServices;

namespace FedMl.ScoringEngine;

/// <summary>
/// Turns off the telemetry that ONNX Runtime's official Linux binaries send by default since 1.29. Only the native
/// environment counts: the managed one and <c>DisableTelemetryEvents</c> were measured to change nothing.
/// </summary>
public static partial class OnnxRuntimeTelemetry
{
    /// <summary>To be called as the very first statement of the process, before anything touches ONNX Runtime.</summary>
    public static void Disable()
    {
        if (OperatingSystem.IsWindows())
        {
            _ = PutEnvironment("ORT_DISABLE_TELEMETRY=1");
        }
        else
        {
            _ = SetEnvironment("ORT_DISABLE_TELEMETRY", "1", 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("ucrtbase", EntryPoint = "_putenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PutEnvironment(string assignment);
}
