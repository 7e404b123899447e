using System.Runtime.CompilerServices;

namespace FedMl.ScoringEngine.Tests;

internal static class NoTelemetry
{
    [ModuleInitializer]
    public static void Initialize() => OnnxRuntimeTelemetry.Disable();
}
