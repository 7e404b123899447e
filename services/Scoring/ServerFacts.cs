using System.Reflection;
using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Store;
using Microsoft.Extensions.Options;

namespace FedMl.Scoring;

/// <summary>What the protocol's metadata calls tell, whatever the transport.</summary>
internal sealed class ServerFacts(IOptions<ScoringOptions> options, ModelStore models)
{
    /// <summary>The protocol's name for a model run by ONNX Runtime.</summary>
    public const string Platform = "onnx_onnxv1";

    /// <summary>Names of the extensions that answer, in the protocol's words.</summary>
    public static IReadOnlyList<string> Extensions { get; } = ["binary_tensor_data", "classification", "model_configuration", "model_repository", "statistics", "trace", "logging"];

    public static string Version { get; } = typeof(ServerFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public string Name => options.Value.ServerName;

    public IReadOnlyList<string> VersionsOf(string model) => models.PublishedVersions(model);

    public static IReadOnlyDictionary<string, string> PropertiesOf(LoadedModel model) => new Dictionary<string, string>
    {
        ["version"] = model.Key.Version,
        ["digest"] = model.Key.Digest,
    };
}
