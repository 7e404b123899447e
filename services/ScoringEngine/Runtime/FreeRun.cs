using FedMl.ScoringEngine.Batching;
using FedMl.ScoringEngine.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>A run whose outputs ONNX Runtime sizes: sequences, dimensions that only the run itself tells.</summary>
internal sealed class FreeRun : ModelRun
{
    private readonly InferenceSession session;
    private readonly string[] inputNames;
    private readonly string[] outputNames;
    private readonly OrtValue[] inputs;
    private IDisposableReadOnlyCollection<OrtValue>? results;
    private OutputTensor[] outputs = [];

    internal FreeRun(RunLine line, InferenceSession session, IReadOnlyList<TensorHeader> headers, IReadOnlyList<string> outputs)
        : base(line)
    {
        this.session = session;
        inputNames = new string[headers.Count];
        inputs = new OrtValue[headers.Count];
        outputNames = [.. outputs];
        Rows = headers.Count > 0 && headers[0].Shape.Length > 0 ? checked((int)headers[0].Shape[0]) : 1;
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            inputNames[i] = header.Name;
            inputs[i] = header.Datatype == Datatype.BYTES
                ? OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, header.Shape)
                : OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, header.Datatype.ToOnnx(), header.Shape);
        }
    }

    public override IReadOnlyList<OutputTensor> Outputs => outputs;

    internal override int Rows { get; }

    public override Span<byte> Input(int index) => inputs[index].GetTensorMutableRawData();

    public override void SetText(int index, int element, ReadOnlySpan<byte> utf8) => inputs[index].StringTensorSetElementAt(utf8, element);

    public override void Dispose()
    {
        results?.Dispose();
        foreach (var input in inputs)
        {
            input.Dispose();
        }

        DisposeOptions();
    }

    internal override IReadOnlyList<OutputTensor> ReadInputs() => [.. inputs.Select((value, i) => new OnnxOutput(inputNames[i], value))];

    /// <summary>Runs the graph under the options of another run.</summary>
    internal void RunWith(RunOptions options) => Run(options);

    private protected override void Run(RunOptions options)
    {
        results = session.Run(options, inputNames, inputs, outputNames);
        outputs = [.. results.Select((value, i) => Read(outputNames[i], value))];
    }

    private static OutputTensor Read(string name, OrtValue value) =>
        value.OnnxType == OnnxValueType.ONNX_TYPE_SEQUENCE ? new ClassMapOutput(name, value) : new OnnxOutput(name, value);
}
