using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Caching;
using FedMl.ScoringEngine.Scoring;
using FedMl.ServiceDefaults.Errors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>
/// One run of a model: take it from <see cref="LoadedModel"/>, fill the inputs, execute, read the outputs, dispose.
/// Not thread-safe. Spans of it end with it.
/// </summary>
public abstract class ModelRun : ITensorTarget, IDisposable
{
    /// <summary>Priority of a request that names none.</summary>
    public const int DefaultPriority = 100;

    private readonly RunOptions options = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly RunLine line;
    private bool terminated;

    private protected ModelRun(RunLine line)
    {
        this.line = line;
        Turn = new RunTurn(line, this);
    }

    /// <summary>The outputs, in the order asked; only after the run.</summary>
    public abstract IReadOnlyList<OutputTensor> Outputs { get; }

    /// <summary>Time that the run waited for its turn, <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public long Waited => Turn.Waited;

    /// <summary>Rows of the batch that the run was part of; its own where it ran alone.</summary>
    public int ExecutedRows { get; internal set; }

    /// <summary>True where it ran alone, or is the one of its batch that stands for it in statistics.</summary>
    public bool LedBatch { get; internal set; }

    /// <summary>How it fared with the model's response cache.</summary>
    public CacheLookup CacheLookup { get; internal set; }

    /// <summary>Rows of this run; 1 where the graph has none.</summary>
    internal abstract int Rows { get; }

    /// <summary>Its place in the line of the model's runs.</summary>
    internal RunTurn Turn { get; }

    /// <summary>Memory of one numeric input, by its place in the request, row-major, little-endian.</summary>
    public abstract Span<byte> Input(int index);

    /// <summary>Sets one element of a BYTES input; the bytes are copied.</summary>
    public abstract void SetText(int index, int element, ReadOnlySpan<byte> utf8);

    /// <summary>
    /// Runs the graph when it is its turn, at once on this thread where the model has a free place; or takes the outputs
    /// from the model's response cache.
    /// </summary>
    /// <param name="cancellationToken">Leaves the line unrun; ends a run at the next node of the graph.</param>
    /// <param name="priority">Order in the line: the lower runs first.</param>
    /// <exception cref="ServiceException">MODEL_RUN_FAILED, MODEL_OUT_OF_MEMORY, OVERLOADED; DEADLINE_EXCEEDED or CANCELLED come as OperationCanceledException.</exception>
    public virtual ValueTask ExecuteAsync(CancellationToken cancellationToken, int priority = DefaultPriority) => RunInLineAsync(priority, cancellationToken);

    /// <summary>The inputs as they were set, in the order of the graph or of the request. Reads texts, so it costs memory.</summary>
    internal abstract IReadOnlyList<OutputTensor> ReadInputs();

    /// <summary>Runs the graph when it is its turn.</summary>
    internal ValueTask RunInLineAsync(int priority, CancellationToken cancellationToken)
    {
        ExecutedRows = Rows;
        LedBatch = true;
        return line.RunAsync(Turn, priority, cancellationToken);
    }

    /// <summary>Runs the graph on the calling thread, out of line.</summary>
    internal void Execute(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var ending = cancellationToken.UnsafeRegister(static run => ((ModelRun)run!).Terminate(), this);
        RunNow(cancellationToken);
    }

    /// <summary>Runs the graph.</summary>
    internal void RunNow(CancellationToken cancellationToken)
    {
        try
        {
            Run(options);
        }
        catch (OnnxRuntimeException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // ONNX Runtime's text can hold paths and names of nodes: it goes to the log by way of the inner exception only.
            throw OutOfMemory.Is(exception)
                ? new ServiceException(ErrorReason.ModelOutOfMemory, "The model ran out of memory.", null, exception)
                : new ServiceException(ErrorReason.ModelRunFailed, "The model ran and failed on this input.", null, exception);
        }
    }

    /// <summary>Ends the run at the next node.</summary>
    internal void Terminate()
    {
        terminated = true;
        options.Terminate = true;
    }

    /// <summary>Makes a run that was ended usable again.</summary>
    internal void Revive()
    {
        if (terminated)
        {
            terminated = false;
            options.Terminate = false;
        }
    }

    public abstract void Dispose();

    private protected abstract void Run(RunOptions options);

    private protected void DisposeOptions() => options.Dispose();
}
