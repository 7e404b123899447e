using FedMl.Protos.Onnx;
using FedMl.SampleTrainer.Data;

namespace FedMl.SampleTrainer.Learning;

/// <summary>A trained model that ML.NET scores and ONNX can carry.</summary>
internal interface IClassifier
{
    /// <summary>ML.NET's own answer for each row, in order.</summary>
    IReadOnlyList<Prediction> Score(Dataset dataset);

    /// <summary>
    /// The same function as an ONNX graph with the outputs <c>label</c> (string, one a row)
    /// and <c>probabilities</c> (float, rows by classes).
    /// </summary>
    GraphProto ToGraph();
}
