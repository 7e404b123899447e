using System.Runtime.InteropServices;
using FedMl.Benchmarks.Requests;
using FedMl.Benchmarks.Wires;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace FedMl.Benchmarks.InProcess;

/// <summary>Inputs and outputs of one thread, bound once to pinned memory: a run allocates nothing.</summary>
internal sealed class BoundRun : IDisposable
{
    private readonly InferenceSession session;
    private readonly OrtIoBinding binding;
    private readonly RunOptions options = new();
    private readonly List<(RowTensor Tensor, byte[] Memory)> inputs = [];
    private readonly List<(RowTensor Tensor, byte[] Memory)> outputs = [];
    private readonly List<OrtValue> values = [];

    public BoundRun(InferenceSession session, RowSet rows, int batch)
    {
        this.session = session;
        binding = session.CreateIoBinding();
        foreach (var tensor in rows.Inputs)
        {
            inputs.Add((tensor, Pin(tensor, batch, out var value)));
            binding.BindInput(tensor.Name, value);
        }

        foreach (var tensor in rows.Outputs)
        {
            outputs.Add((tensor, Pin(tensor, batch, out var value)));
            binding.BindOutput(tensor.Name, value);
        }
    }

    /// <summary>Null where the answer is right.</summary>
    public Fault? Run(RowRange range)
    {
        foreach (var (tensor, memory) in inputs)
        {
            range.Of(tensor).CopyTo(memory);
        }

        session.RunWithBinding(options, binding);
        foreach (var (tensor, memory) in outputs)
        {
            if (Comparison.Check(tensor, range, memory) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    public void Dispose()
    {
        binding.Dispose();
        options.Dispose();
        values.ForEach(v => v.Dispose());
    }

    private byte[] Pin(RowTensor tensor, int batch, out OrtValue value)
    {
        var memory = GC.AllocateArray<byte>(tensor.RowBytes * batch, pinned: true);
        value = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, OnnxTypes.Of(tensor.Datatype), tensor.Shape(batch), Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0), memory.Length);
        values.Add(value);
        return memory;
    }
}
