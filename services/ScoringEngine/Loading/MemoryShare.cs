using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Loading;

/// <summary>What one version takes of the memory that models may have; given back when disposed.</summary>
internal sealed class MemoryShare(MemoryBudget budget, ModelKey key) : IDisposable
{
    public ModelKey Key => key;

    /// <summary>Its sessions, our own kernel, the tensors of its runs, and the responses kept.</summary>
    public long Bytes => Reserved + (Runs?.TensorBytes ?? 0) + (Runs?.Cache?.Bytes ?? 0);

    /// <summary>The bytes of its sessions and of our own kernel. Changed by <see cref="MemoryBudget"/> only.</summary>
    internal long Reserved { get; set; }

    /// <summary>The runs whose tensors and responses count.</summary>
    internal ModelRuns? Runs { get; set; }

    /// <exception cref="ServiceException">MODEL_LIMIT_REACHED.</exception>
    public void Take(long bytes) => budget.Take(this, bytes);

    public void Free(long bytes) => budget.Free(this, bytes);

    public void Dispose() => budget.Close(this);
}
