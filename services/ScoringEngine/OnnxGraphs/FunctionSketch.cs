namespace FedMl.ScoringEngine.OnnxGraphs;

/// <summary>A function of a model: a node of its domain and name stands for its body.</summary>
internal sealed class FunctionSketch
{
    public string Domain { get; set; } = "";

    public string Name { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public GraphSketch Body { get; } = new();
}
