using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>Tensors bound to a session for one number of rows: made once, run many times without allocation.</summary>
internal sealed class RunBinding : IDisposable
{
    private readonly OrtIoBinding binding;
    private readonly BoundTensor[] tensors;
    private readonly OrtValue[] values;

    public RunBinding(InferenceSession session, BoundTensor[] inputs, BoundTensor[] outputs)
    {
        tensors = [.. inputs, .. outputs];
        values = Array.ConvertAll(tensors, tensor => tensor.NewValue());
        binding = session.CreateIoBinding();
        for (var i = 0; i < inputs.Length; i++)
        {
            binding.BindInput(inputs[i].Name, values[i]);
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            binding.BindOutput(outputs[i].Name, values[inputs.Length + i]);
        }
    }

    /// <summary>Makes the tensors use what is bound.</summary>
    public void Attach()
    {
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i].Attach(values[i]);
        }
    }

    public void Run(InferenceSession session, RunOptions options) => session.RunWithBinding(options, binding);

    public void Dispose()
    {
        binding.Dispose();
        Array.ForEach(values, value => value.Dispose());
    }
}
