using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>Tells from what ONNX Runtime says whether it got no memory.</summary>
internal static class OutOfMemory
{
    private static readonly string[] Words = ["bad_alloc", "Failed to allocate memory", "Out of memory"];

    public static bool Is(OnnxRuntimeException exception) => IsIn(exception.Message);

    public static bool IsIn(string text) => Words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
