using FedMl.Protos.Onnx;

namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>Names of the operators that are read.</summary>
internal static class Operators
{
    public const string TreeClassifier = "TreeEnsembleClassifier";
    public const string TreeRegressor = "TreeEnsembleRegressor";
    public const string Trees = "TreeEnsemble";
    public const string LinearClassifier = "LinearClassifier";
    public const string LinearRegressor = "LinearRegressor";

    /// <summary>The domain that an empty one stands for.</summary>
    public const string Standard = "ai.onnx";

    private const string Classical = "ai.onnx.ml";

    /// <summary>The domain in words.</summary>
    public static string DomainName(string domain) => domain.Length == 0 ? Standard : domain;

    /// <summary>The operator with its domain, unless that is the standard one.</summary>
    public static string FullName(string domain, string name) => DomainName(domain) == Standard ? name : $"{domain}.{name}";

    /// <summary>True where the node is this classical machine-learning operator.</summary>
    public static bool IsClassical(this NodeProto node, string name) => node.OpType == name && node.Domain == Classical;

    /// <summary>True where the node is this standard operator.</summary>
    public static bool IsStandard(this NodeProto node, string name) => node.OpType == name && (node.Domain is "" or Standard);

    /// <summary>True where the node adds up raw scores that can be told apart by feature.</summary>
    public static bool IsEstimator(this NodeProto node) =>
        node.Domain == Classical && (node.OpType is TreeClassifier or TreeRegressor or Trees or LinearClassifier or LinearRegressor);

    /// <summary>True where the node adds up trees.</summary>
    public static bool IsTrees(this NodeProto node) => node.Domain == Classical && (node.OpType is TreeClassifier or TreeRegressor or Trees);

    /// <summary>Name of what the node works on.</summary>
    public static string MainInput(this NodeProto node) => node.Input.FirstOrDefault() ?? "";
}
