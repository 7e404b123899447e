using System.Globalization;
using System.Net;
using FedMl.ServiceDefaults.Hosting;

namespace FedMl.Local;

/// <summary>The command line.</summary>
internal sealed class LocalArguments
{
    private const int MaxPort = 65535;
    private readonly Dictionary<string, int> ports = new(StringComparer.Ordinal)
    {
        ["--rest-port"] = 8080,
        ["--grpc-port"] = 8081,
        ["--scoring-rest-port"] = 8082,
        ["--metrics-port"] = 9464,
    };

    private readonly Dictionary<string, string> folders = new(StringComparer.Ordinal)
    {
        ["--data"] = Sample("data"),
        ["--models"] = Sample("models"),
        ["--feature-views"] = Sample("feature-views"),
        ["--training-templates"] = Sample("training-templates"),
    };

    private LocalArguments()
    {
    }

    public static string Usage { get; } = """
        Runs all of FedMl.Services in one process on embedded defaults, on loopback only.

          --rest-port PORT           REST of the gateway (8080)
          --grpc-port PORT           gRPC of all services (8081)
          --scoring-rest-port PORT   Open Inference Protocol over REST (8082)
          --metrics-port PORT        Prometheus metrics (9464)
          --data DIR                 business data: a folder of spaces with CSV or Parquet files, or a DuckDB file
          --models DIR               models: <name>/<version>/model.onnx
          --feature-views DIR        feature views: *.yaml
          --training-templates DIR   templates of training jobs: *.yaml; jobs are kept in DIR/.jobs
          --Section:Key VALUE        any option of any service, such as --ScoringEngine:MaxRows 1000
          --help                     this text

        A port of 0 takes a free one.
        """;

    public bool HelpWanted { get; private set; }

    public int RestPort => ports["--rest-port"];

    public int GrpcPort => ports["--grpc-port"];

    public int ScoringRestPort => ports["--scoring-rest-port"];

    public int MetricsPort => ports["--metrics-port"];

    public string Data => folders["--data"];

    public string Models => folders["--models"];

    public string FeatureViews => folders["--feature-views"];

    public string TrainingTemplates => folders["--training-templates"];

    /// <summary>Options of the services, passed on as they are.</summary>
    public List<string> Passed { get; } = [];

    /// <summary>Name of the option that sets a port.</summary>
    public string OptionOf(int port) => ports.FirstOrDefault(p => p.Value == port).Key ?? "port";

    /// <summary>Each service checks its own folder; here all are named at once.</summary>
    public IEnumerable<string> MissingFolders() => folders
        .Where(f => !Directory.Exists(f.Value) && !(f.Key == "--data" && File.Exists(f.Value)))
        .Select(f => $"{f.Key} {f.Value} is not there or cannot be read.");

    /// <summary>A host stops at its first; here all are named at once.</summary>
    public IEnumerable<string> PortsTaken() => PortsInUse.Among(IPAddress.Loopback, ports.Select(p => (p.Value, p.Key)));

    /// <summary>Reads the command line. Returns what is to be told instead of starting; null: start.</summary>
    public static string? Parse(string[] args, out LocalArguments arguments)
    {
        arguments = new LocalArguments();
        List<string> faults = [];
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var n, var v] ? (n, v) : (args[i], null);
            if (name is "--help" or "-h" or "-?")
            {
                arguments.HelpWanted = true;
                return Usage;
            }

            value ??= i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : null;
            if (arguments.Take(name, value) is { } fault)
            {
                faults.Add(fault);
            }
        }

        arguments.FindFreePorts();
        int[] used = [.. arguments.ports.Values];
        if (faults.Count == 0 && used.Distinct().Count() != used.Length)
        {
            faults.Add("The ports must differ.");
        }

        return faults.Count == 0 ? null : string.Join(Environment.NewLine, faults) + Environment.NewLine + Environment.NewLine + Usage;
    }

    private string? Take(string name, string? value)
    {
        if (ports.ContainsKey(name))
        {
            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > MaxPort)
            {
                return $"{name} needs a port from 0 to {MaxPort}.";
            }

            ports[name] = port;
            return null;
        }

        if (folders.ContainsKey(name))
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                return $"{name} needs a folder.";
            }

            folders[name] = Path.GetFullPath(value);
            return null;
        }

        if (name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal) && value is not null)
        {
            Passed.AddRange([name, value]);
            return null;
        }

        return $"Unknown option {name}.";
    }

    private void FindFreePorts()
    {
        foreach (var (name, _) in ports.Where(p => p.Value == 0).ToArray())
        {
            ports[name] = FreePorts.Take();
        }
    }

    private static string Sample(string folder) => Path.Combine(AppContext.BaseDirectory, "samples", folder);
}
