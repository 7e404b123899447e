namespace FedMl.Architecture.Tests.Rooms;

/// <summary>What a room may reference and must not know.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="References">Rooms that its project may reference.</param>
/// <param name="ForbiddenWords">Words that its handwritten code must not say, in lower case and singular.</param>
internal sealed record Room(string Path, string[] References, string[] ForbiddenWords)
{
    private const string Protos = "protos";
    private const string Defaults = "services/ServiceDefaults";
    private const string Engine = "services/ScoringEngine";

    /// <summary>Every room. A new folder under services/ needs a row here: what is its one verb, what must it not know?</summary>
    public static IReadOnlyList<Room> All { get; } =
    [
        new(Protos, [], []),
        new(Defaults, [Protos], ["model", "feature", "tensor", "onnx", "azure", "datasphere", "space", "asset"]),
        new("services/Gateway", [Protos, Defaults], ["tensor", "onnx", "duckdb", "azure", "datasphere"]),
        new(Engine, [Protos, Defaults], ["kestrel", "yarp", "azure", "datasphere", "duckdb", "space", "asset"]),
        new("services/Scoring", [Protos, Defaults, Engine], ["duckdb", "yarp", "azure", "datasphere", "space", "asset"]),
        new("services/BatchScoring", [Protos, Defaults, Engine], ["kestrel", "yarp", "duckdb", "datasphere", "space", "asset"]),
        new("services/Features", [Protos, Defaults], ["model", "tensor", "onnx", "signature", "artifact"]),
        new("services/Models", [Protos, Defaults], ["session", "tensor", "feature", "space", "asset", "duckdb"]),
        new("services/SampleTrainer", [], ["grpc", "rpc", "azure", "datasphere", "space", "asset"]),
        new("services/Local", [Defaults, "services/Features", "services/Gateway", "services/Models", "services/Scoring"], ["tensor", "azure", "datasphere"]),
    ];

    /// <summary>What is meant otherwise than the forbidden word in it.</summary>
    public static IReadOnlyList<string> Harmless { get; } =
    [
        "System.ComponentModel", // .NET's namespace of annotations
        "Grpc.AspNetCore.Server.Model", // grpc-dotnet's namespace of how methods are bound
        "Microsoft.IdentityModel", // the library of token cryptography
        "IEdmModel", // OData's word for what a service's metadata describes
        "WhiteSpace", "white space", // of a text
        "AvailableFreeSpace", // of a disk
        "assetId", "AssetId", // Azure ML's name for the id of a version
        "context.Features", "HttpContext.Features", // ASP.NET Core's
        "run.Model", "run.model", "\"model\"", "\"model_version\"", // a name that a run of predictions tells, written down unread
    ];

    /// <summary>Identifiers of server transports, which a library must not know; RPC clients are welcome.</summary>
    public static IReadOnlyList<string> ServerTransport { get; } =
        ["ServerCallContext", "HttpContext", "GrpcService", "MapGet", "MapPost", "IEndpointRouteBuilder", "IApplicationBuilder"];
}
