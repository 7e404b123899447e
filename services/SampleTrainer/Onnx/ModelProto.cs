namespace FedMl.Protos.Onnx;

internal sealed partial class ModelProto
{
    /// <summary>Operator domain of scalers, linear models and trees.</summary>
    internal const string ClassicalDomain = "ai.onnx.ml";

    internal const string Label = "label";
    internal const string Probabilities = "probabilities";

    private const int IrVersionWritten = 8;
    private const int StandardOperators = 17;
    private const int ClassicalOperators = 3;

    internal static ModelProto Of(GraphProto graph, string description) => new()
    {
        IrVersion = IrVersionWritten,
        ProducerName = "FedMl.SampleTrainer",
        DocString = description,
        Graph = graph,
        OpsetImport =
        {
            new OperatorSetIdProto { Domain = "", Version = StandardOperators },
            new OperatorSetIdProto { Domain = ClassicalDomain, Version = ClassicalOperators },
        },
    };
}
