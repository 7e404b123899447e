namespace FedMl.Benchmarks.Scoring;

/// <summary>
/// Where the time of a request goes that is alone in flight, in one round; microseconds. Each step is measured apart from
/// Scoring's latency: nothing is what is left.
/// </summary>
/// <param name="Echo">p50 of the same bytes through the same host without a model.</param>
/// <param name="InProcess">p50 of the run in process, one after the other on one thread.</param>
/// <param name="BusyEcho">p50 of the echo where it keeps its thread busy for as long as the run in process.</param>
/// <param name="Decode">Mean of the stage in Scoring; so the next three.</param>
/// <param name="Queue">As above.</param>
/// <param name="Run">As above.</param>
/// <param name="Encode">As above.</param>
/// <param name="Scoring">p50 of Scoring.</param>
internal sealed record Explanation(double Echo, double InProcess, double BusyEcho, double Decode, double Queue, double Run, double Encode, double Scoring)
{
    /// <summary>
    /// What the transport takes longer where a run lies between reading and answering: client, network and the pool's
    /// threads go to sleep meanwhile and have to be woken.
    /// </summary>
    public double Waking => BusyEcho - Echo - InProcess;

    /// <summary>What the run takes longer than one that follows another: its weights have left the core's caches.</summary>
    public double ColdRun => Run - InProcess;

    /// <summary>All steps.</summary>
    public double Sum => BusyEcho - InProcess + Decode + Queue + Run + Encode;

    /// <summary>What the request takes longer than its echo and its run.</summary>
    public double Gap => Scoring - Echo - InProcess;

    /// <summary>What of the latency no step accounts for; negative: the steps are more than the whole.</summary>
    public double Unexplained => Scoring - Sum;
}
