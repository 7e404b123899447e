using System.Diagnostics;
using System.Threading.Tasks.Sources;
using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Batching;

/// <summary>The place of one run in the line of its model. Reused with the run; state is guarded by the line's lock.</summary>
internal sealed class RunTurn(RunLine line, ModelRun run) : IValueTaskSource, IRunning
{
    private ManualResetValueTaskSourceCore<bool> completion = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration leaving;
    private RunTurn? next;
    private RunTurn? previous;
    private Exception? failure;
    private long joined;

    public ModelRun ModelRun => run;

    public CancellationToken CancellationToken { get; private set; }

    public int Priority { get; private set; }

    public bool IsWaiting { get; set; }

    /// <summary>Time between joining the line and the run, <see cref="Stopwatch"/> ticks.</summary>
    public long Waited { get; private set; }

    /// <summary>Behind this one in the line.</summary>
    public RunTurn? Next { get => next; set => next = value; }

    /// <summary>Before this one in the line.</summary>
    public RunTurn? Previous { get => previous; set => previous = value; }

    public ref RunTurn? NextLink => ref next;

    public ref RunTurn? PreviousLink => ref previous;

    /// <summary>To be called before anything else, for each use.</summary>
    public void Begin(int priority, CancellationToken cancellationToken)
    {
        CancellationToken = cancellationToken;
        Priority = priority;
        Waited = 0;
        failure = null;
    }

    /// <summary>Readies the completion; to be called under the line's lock.</summary>
    public void Join()
    {
        completion.Reset();
        joined = Stopwatch.GetTimestamp();
        IsWaiting = true;
    }

    /// <summary>Lets the caller leave the line; not under the lock, since a cancelled token calls back at once.</summary>
    public ValueTask WaitAsync()
    {
        var version = completion.Version;
        leaving = CancellationToken.UnsafeRegister(static turn => ((RunTurn)turn!).Leave(), this);
        return new ValueTask(this, version);
    }

    /// <summary>To be called once when taken out of the line to run.</summary>
    public void Taken() => Waited = Stopwatch.GetTimestamp() - joined;

    public int Requests => 1;

    public bool IsCancelled => CancellationToken.IsCancellationRequested;

    public void Run()
    {
        try
        {
            CancellationToken.ThrowIfCancellationRequested();
            run.RunNow(CancellationToken);
        }
#pragma warning disable CA1031 // Whatever it is, the caller gets it; this thread serves others.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
        }
    }

    public void Terminate() => run.Terminate();

    public void Revive() => run.Revive();

    public void Complete()
    {
        if (failure is { } exception)
        {
            completion.SetException(exception);
        }
        else
        {
            completion.SetResult(true);
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        // A late callback must not meet the next use of this turn: disposing waits for one that is under way.
        leaving.Dispose();
        completion.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => completion.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        completion.OnCompleted(continuation, state, token, flags);

    private void Leave()
    {
        if (line.TryRemove(this))
        {
            failure = new OperationCanceledException(CancellationToken);
            Complete();
        }
    }
}
