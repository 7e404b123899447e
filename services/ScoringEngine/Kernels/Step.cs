namespace FedMl.ScoringEngine.Kernels;

/// <summary>One step of a row program. Thread-safe: all that changes is in the frame.</summary>
internal abstract class Step
{
    public abstract void Run(Frame frame);
}
