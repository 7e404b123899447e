using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>
/// The one ONNX Runtime environment of the process: one thread pool shared by all models, so that fifty loaded
/// models do not make fifty pools, and no spinning, which would burn the cores that requests need.
/// </summary>
internal static class OnnxEnvironment
{
    private static readonly Lock Creation = new();

    /// <summary>Makes the environment unless it is there. The first caller's number of threads counts.</summary>
    /// <param name="threads">Threads that one run may use; 0: as many as the container has cores.</param>
    public static void Ensure(int threads)
    {
        lock (Creation)
        {
            if (!OrtEnv.IsCreated)
            {
                Create(threads > 0 ? threads : Environment.ProcessorCount);
            }
        }
    }

    /// <summary>Options of a session: threads from the shared pool, errors only to the log.</summary>
    public static SessionOptions NewSessionOptions()
    {
        var options = NewPlainOptions();
        options.DisablePerSessionThreads();
        return options;
    }

    /// <summary>Options of a session with threads of its own, to measure what they are worth.</summary>
    public static SessionOptions NewSessionOptions(int threads)
    {
        var options = NewPlainOptions();
        options.IntraOpNumThreads = threads;
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    private static SessionOptions NewPlainOptions()
    {
        var options = new SessionOptions
        {
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            // Inputs and outputs are ours; what is left is small, and an arena would be shared by threads and never shrink.
            EnableCpuMemArena = false,
        };
        return options;
    }

    private static void Create(int threads)
    {
        // Environment.ProcessorCount is the cgroup's CPU quota, rounded up.
        using var threading = new OrtThreadingOptions
        {
            GlobalIntraOpNumThreads = threads,
            GlobalInterOpNumThreads = 1,
            GlobalSpinControl = false,
        };
        var creation = new EnvironmentCreationOptions
        {
            logId = "fedml",
            // Above error nothing of ONNX Runtime's own log is wanted: what fails is thrown, mapped and logged by us.
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            threadOptions = threading,
        };
        _ = OrtEnv.CreateInstanceWithOptions(ref creation);
    }
}
