namespace FedMl.Benchmarks.Load;

/// <summary>One load on one model.</summary>
internal sealed record LoadPlan
{
    /// <summary>Requests in flight where a rate is asked for and nothing else is said.</summary>
    public const int OpenLoopInFlight = 64;

    /// <summary>Scheme, host and port of the gRPC or REST door.</summary>
    public required Uri Target { get; init; }

    public Transport Transport { get; init; } = Transport.Grpc;

    public required string Model { get; init; }

    /// <summary>Version of the model; empty: what the server takes by default.</summary>
    public string Version { get; init; } = "";

    /// <summary>File of the same ONNX model, from which the right answers come; null: the server's own, asked one by one before.</summary>
    public string? Onnx { get; init; }

    /// <summary>Rows of a request.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Distinct rows; requests go through all of them in turn.</summary>
    public int Rows { get; init; } = 8192;

    public int Seed { get; init; } = 1;

    public int Connections { get; init; } = 1;

    /// <summary>Requests in flight on each connection; REST has one.</summary>
    public int Streams { get; init; } = 1;

    /// <summary>Requests a second, evenly spaced, whatever the server does (open loop); 0: the next one when an answer came (closed loop).</summary>
    public double Rate { get; init; }

    /// <summary>Time during which requests start, seconds.</summary>
    public double Seconds { get; init; } = 10;

    /// <summary>How long the benchmark's echo keeps its thread busy for each request, microseconds.</summary>
    public double BusyMicroseconds { get; init; }

    /// <summary>Time after which a silent server is given up, seconds.</summary>
    public double TimeoutSeconds { get; init; } = 10;
}
