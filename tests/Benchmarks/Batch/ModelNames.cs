using FedMl.Protos.Onnx;

namespace FedMl.Benchmarks.Batch;

/// <summary>What a graph calls its first input and output.</summary>
internal static class ModelNames
{
    public static (string Input, string Output) Of(byte[] graph)
    {
        var model = ModelProto.Parser.ParseFrom(graph);
        return (model.Graph.Input[0].Name, model.Graph.Output[0].Name);
    }
}
