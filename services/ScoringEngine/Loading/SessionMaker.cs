using System.Text.RegularExpressions;
using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Makes the sessions of one version within the memory that models may have.</summary>
/// <param name="create">Makes a session by its options.</param>
/// <param name="graph">Bytes of the artifact.</param>
/// <param name="memory">The version's share.</param>
internal sealed partial class SessionMaker(Func<SessionOptions, InferenceSession> create, GraphBytes graph, MemoryShare memory)
{
    // One at a time in the process: the peaks of two do not add up, and what one took can be told.
    private static readonly Lock Making = new();

    /// <summary>Bytes of the artifact.</summary>
    public GraphBytes Graph => graph;

    /// <exception cref="ServiceException">MODEL_LIMIT_REACHED, MODEL_LOAD_FAILED.</exception>
    public InferenceSession Make() => Make(OnnxEnvironment.NewSessionOptions);

    /// <summary>One whose runs take several threads of its own.</summary>
    /// <exception cref="ServiceException">MODEL_LIMIT_REACHED, MODEL_LOAD_FAILED.</exception>
    public InferenceSession Make(int threads) => Make(() => OnnxEnvironment.NewSessionOptions(threads));

    private InferenceSession Make(Func<SessionOptions> newOptions)
    {
        lock (Making)
        {
            memory.Take(graph.SessionBytes);
            var taken = 0L;
            try
            {
                var before = NativeMemory.InUse;
                var session = Create(newOptions);
                taken = TakenSince(before);
                return session;
            }
            finally
            {
                NativeMemory.Trim();
                memory.Free(graph.SessionBytes - taken);
            }
        }
    }

    // Other models run meanwhile, so what the allocator tells is held between what the session must and what it can have
    // taken. Where the allocator cannot be asked, the estimate stays.
    private long TakenSince(long? before) => NativeMemory.InUse - before is { } grown
        ? Math.Clamp(grown, graph.Weights, graph.SessionBytes)
        : graph.SessionBytes;

    private InferenceSession Create(Func<SessionOptions> newOptions)
    {
        using var sessionOptions = newOptions();
        try
        {
            return create(sessionOptions);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ServiceException(OutOfMemory.Is(exception) ? ErrorReason.ModelOutOfMemory : ErrorReason.ModelLoadFailed, $"ONNX Runtime cannot load model.onnx: {Clean(exception.Message)}", null, exception);
        }
    }

    // Its text can hold paths of this machine, line breaks, and pages of detail. Of a path the last name stays.
    private static string Clean(string message)
    {
        var text = OwnFolder().Replace(AbsolutePath().Replace(message, "$1"), "the artifact").ReplaceLineEndings(" ");
        return text.Length <= 300 ? text : text[..300] + "…";
    }

    [GeneratedRegex("""(?<![\w.])/(?:[^\s"':/]+/)+([^\s"':/]*)""", RegexOptions.None, 1000)]
    private static partial Regex AbsolutePath();

    [GeneratedRegex("fedml-artifact-[0-9a-f]+", RegexOptions.None, 1000)]
    private static partial Regex OwnFolder();
}
