namespace FedMl.Benchmarks.InProcess;

/// <summary>ONNX Runtime without any server: the limit of every server.</summary>
/// <param name="Onnx">File of the model.</param>
/// <param name="Batch">Rows of a run.</param>
/// <param name="Threads">Threads that run at a time, each one run after the other.</param>
/// <param name="OwnSessions">Whether each thread has a session of its own; else all share one.</param>
/// <param name="ThreadsOfARun">Threads that ONNX Runtime may use for one run.</param>
/// <param name="Seconds">How long.</param>
/// <param name="Rows">Distinct rows.</param>
/// <param name="Seed">The same seed makes the same rows.</param>
internal sealed record InProcessPlan(string Onnx, int Batch, int Threads, bool OwnSessions, int ThreadsOfARun, double Seconds, int Rows = 8192, int Seed = 1);
