using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.Tensors;
using FedMl.ServiceDefaults.Errors;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>
/// One run of a model: make it, fill the inputs, <see cref="Execute"/>, read the outputs, dispose. Not thread-safe.
/// </summary>
public sealed class ModelRun : IDisposable
{
    private readonly InferenceSession session;
    private readonly string[] inputNames;
    private readonly string[] outputNames;
    private readonly OrtValue[] inputs;
    private IDisposableReadOnlyCollection<OrtValue>? results;

    internal ModelRun(InferenceSession session, IReadOnlyList<TensorHeader> headers, IReadOnlyList<string> outputs)
    {
        this.session = session;
        inputNames = new string[headers.Count];
        inputs = new OrtValue[headers.Count];
        outputNames = [.. outputs];
        for (var i = 0; i < headers.Count; i++)
        {
            var header = headers[i];
            inputNames[i] = header.Name;
            inputs[i] = header.Datatype == Datatype.BYTES
                ? OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, header.Shape)
                : OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, header.Datatype.ToOnnx(), header.Shape);
        }
    }

    /// <summary>The outputs, in the order asked; only after <see cref="Execute"/>.</summary>
    public IReadOnlyList<OutputTensor> Outputs { get; private set; } = [];

    /// <summary>Memory of one numeric input, row-major, little-endian.</summary>
    public Span<byte> Input(int index) => inputs[index].GetTensorMutableRawData();

    /// <summary>Sets one element of a BYTES input; the bytes are copied.</summary>
    public void SetText(int index, int element, ReadOnlySpan<byte> utf8) => inputs[index].StringTensorSetElementAt(utf8, element);

    /// <summary>Runs the graph on the calling thread.</summary>
    /// <exception cref="ServiceException">MODEL_RUN_FAILED; DEADLINE_EXCEEDED or CANCELLED come as OperationCanceledException.</exception>
    public void Execute(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var ending = cancellationToken.UnsafeRegister(static o => ((RunOptions)o!).Terminate = true, options);
        try
        {
            results = session.Run(options, inputNames, inputs, outputNames);
            Outputs = ReadOutputs(results);
        }
        catch (OnnxRuntimeException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // ONNX Runtime's text can hold paths and names of nodes: it goes to the log by way of the inner exception only.
            throw new ServiceException(ErrorReason.ModelRunFailed, "The model ran and failed on this input.", null, exception);
        }
    }

    public void Dispose()
    {
        results?.Dispose();
        foreach (var input in inputs)
        {
            input.Dispose();
        }
    }

    private OutputTensor[] ReadOutputs(IDisposableReadOnlyCollection<OrtValue> values)
    {
        var outputs = new OutputTensor[values.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            var value = values[i];
            outputs[i] = value.OnnxType == OnnxValueType.ONNX_TYPE_SEQUENCE ? new ClassMapOutput(outputNames[i], value) : new OnnxOutput(outputNames[i], value);
        }

        return outputs;
    }
}
