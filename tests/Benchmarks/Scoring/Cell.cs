using FedMl.Benchmarks.Load;

namespace FedMl.Benchmarks.Scoring;

/// <summary>One thing that is measured in every round.</summary>
/// <param name="Server">Who answers, one of <see cref="ServerName"/>.</param>
/// <param name="Model">Which model is asked.</param>
/// <param name="Batch">Rows of a request.</param>
/// <param name="Transport">What requests go over; says nothing in process.</param>
/// <param name="Connections">Connections; in process: threads.</param>
/// <param name="Streams">Requests in flight on each connection.</param>
internal sealed record Cell(string Server, string Model, int Batch, Transport Transport, int Connections, int Streams)
{
    /// <summary>
    /// Requests of an open loop, as a multiple of what the server carries in a closed loop in the same round (the echo: of
    /// what Scoring carries); 0: closed loop.
    /// </summary>
    public double Offered { get; init; }

    /// <summary>How long the echo keeps its thread busy for each request, microseconds.</summary>
    public double BusyMicroseconds { get; init; }

    public bool IsOpenLoop => Offered > 0;

    /// <summary>More than can be served: refusals are right answers too.</summary>
    public bool IsOverload => Offered > 1;

    public int InFlight => Connections * Streams;

    public bool IsInProcess => Server.StartsWith(ServerName.InProcess, StringComparison.Ordinal);

    public override string ToString() =>
        $"{Model}, batch {Batch}, {Connections} × {Streams} in flight, {Server}{(IsOpenLoop ? FormattableString.Invariant($" at {Offered} × its load") : "")}";
}

/// <summary>Who answers.</summary>
internal static class ServerName
{
    /// <summary>ONNX Runtime in process, one session that all threads share.</summary>
    public const string InProcess = "in process";

    /// <summary>ONNX Runtime in process, a session for each thread.</summary>
    public const string InProcessOwnSessions = "in process, own sessions";

    /// <summary>ONNX Runtime in process, one run at a time on all cores.</summary>
    public const string InProcessAllCores = "in process, run on all cores";

    /// <summary>The same bytes through the same host set-up, without a model.</summary>
    public const string Echo = "echo";

    /// <summary>Scoring as it ships.</summary>
    public const string Scoring = "scoring";

    /// <summary>Scoring with batching off for every model.</summary>
    public const string ScoringUnbatched = "scoring, batching off";

    /// <summary>Scoring with one run at a time, on one thread, so that the other cores are free for the load generator and for refusing.</summary>
    public const string ScoringOneRun = "scoring, one run at a time";

    /// <summary>Scoring behind Gateway.</summary>
    public const string Gateway = "gateway";

    /// <summary>What a user would write.</summary>
    public const string Naive = "naive";

    /// <summary>onnxruntime-node behind @grpc/grpc-js.</summary>
    public const string Node = "node";
}
