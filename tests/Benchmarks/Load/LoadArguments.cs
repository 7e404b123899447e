using System.Globalization;

namespace FedMl.Benchmarks.Load;

/// <summary>The command line of a load; <see cref="TryRead"/> names every fault of it at once.</summary>
internal static class LoadArguments
{
    public const string Usage =
        """
        load --target http://HOST:PORT --model NAME [options]
          --transport T     grpc (default), grpc-stream, rest-json, rest-binary
          --version V       version of the model
          --batch N         rows of a request (1)
          --concurrency N   closed loop: N requests in flight (1)
          --rate N          open loop: N requests a second, evenly spaced, whatever the server does
          --connections N   connections (gRPC: 1 for each 8 in flight; REST: 1 for each in flight)
          --duration S      seconds (10)
          --rows N          distinct rows, sent in turn (8192)
          --onnx FILE       the model's file, from which the right answers come; without it the server is asked one by one before
          --seed N          the same seed makes the same rows (1)
          --timeout S       seconds after which a silent server is given up (10)
          --json            the report as one line of JSON
        """;

    private static readonly string[] Names =
    [
        "target", "model", "transport", "version", "batch", "concurrency", "rate", "connections", "duration", "rows", "onnx", "seed", "timeout",
    ];

    public static bool TryRead(string[] args, out LoadPlan plan, out bool json, out IReadOnlyList<string> faults)
    {
        var values = new OptionValues(args, Names, ["json"]);
        var target = values.Uri("target");
        var model = values.Required("model");
        var transport = values.Choice("transport", Transports, Transport.Grpc);
        var rest = transport is Transport.RestJson or Transport.RestBinary;
        var rate = values.Number("rate", 0, 0.001, 10_000_000);
        if (rate > 0 && values.Has("concurrency"))
        {
            values.Fault("--rate and --concurrency exclude each other");
        }

        var inFlight = values.Integer("concurrency", rate > 0 ? LoadPlan.OpenLoopInFlight : 1, 1, 10_000);
        var connections = Math.Min(values.Integer("connections", rest ? inFlight : (inFlight + 7) / 8, 1, 1_000), inFlight);
        plan = new LoadPlan
        {
            Target = target,
            Model = model,
            Transport = transport,
            Version = values.Text("version") ?? "",
            Batch = values.Integer("batch", 1, 1, 1_000_000),
            Rate = rate,
            Connections = connections,
            Streams = rest ? 1 : (inFlight + connections - 1) / connections,
            Seconds = values.Number("duration", 10, 0.1, 86_400),
            Rows = values.Integer("rows", 8192, 1, 10_000_000),
            Onnx = values.Text("onnx"),
            Seed = values.Integer("seed", 1, 0, int.MaxValue),
            TimeoutSeconds = values.Number("timeout", 10, 0.1, 3_600),
        };
        json = values.Has("json");
        faults = values.Faults;
        return faults.Count == 0;
    }

    private static readonly Dictionary<string, Transport> Transports = new(StringComparer.Ordinal)
    {
        ["grpc"] = Transport.Grpc,
        ["grpc-stream"] = Transport.GrpcStream,
        ["rest-json"] = Transport.RestJson,
        ["rest-binary"] = Transport.RestBinary,
    };
}
