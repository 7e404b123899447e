using FedMl.ScoringEngine.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>A tensor that ONNX Runtime allocated.</summary>
internal sealed class OnnxOutput : OutputTensor
{
    private readonly OrtValue value;
    private readonly long[] shape;
    private readonly PackedTexts texts = new();

    public OnnxOutput(string name, OrtValue value)
    {
        this.value = value;
        Name = name;
        var info = value.GetTensorTypeAndShape();
        shape = info.Shape;
        Datatype = Datatypes.FromOnnx(info.ElementDataType);

        // Beyond what an answer can hold it does not matter how many.
        ElementCount = (int)Math.Min(info.ElementCount, int.MaxValue);
        for (var i = 0; Datatype == Datatype.BYTES && i < ElementCount; i++)
        {
            texts.Add(value.GetStringElementAsSpan(i));
        }
    }

    public override string Name { get; }

    public override Datatype Datatype { get; }

    public override ReadOnlySpan<long> Shape => shape;

    public override int ElementCount { get; }

    public override ReadOnlySpan<byte> Bytes => Datatype == Datatype.BYTES ? texts.Bytes : ElementCount == 0 ? [] : value.GetTensorMutableRawData();

    public override ReadOnlySpan<byte> Text(int index) => texts[index];
}
