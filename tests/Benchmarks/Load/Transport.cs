namespace FedMl.Benchmarks.Load;

/// <summary>What requests go over.</summary>
internal enum Transport
{
    /// <summary>ModelInfer.</summary>
    Grpc,

    /// <summary>ModelStreamInfer: a stream for each request in flight.</summary>
    GrpcStream,

    /// <summary>REST, JSON both ways.</summary>
    RestJson,

    /// <summary>REST, binary tensor extension both ways.</summary>
    RestBinary,

    /// <summary>gRPC of the benchmark's echo.</summary>
    Echo,

    /// <summary>gRPC of the benchmark's naive service.</summary>
    Naive,
}
