using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FedMl.SampleTrainer.Tests;

/// <summary>Turns ONNX Runtime's telemetry off: it reads the native environment only, and only before its first use.</summary>
internal static class NativeEnvironment
{
    [ModuleInitializer]
    internal static void DisableTelemetry()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnv("ORT_DISABLE_TELEMETRY", "1", 1);
        }
    }

    [DllImport("libc", EntryPoint = "setenv")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnv(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
