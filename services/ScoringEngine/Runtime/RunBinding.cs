using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>Tensors bound to sessions of a model for one number of rows: made once, run many times without allocation.</summary>
internal sealed class RunBinding : IDisposable
{
    private readonly BoundTensor[] inputs;
    private readonly BoundTensor[] outputs;
    private readonly Dictionary<InferenceSession, OrtIoBinding> bindings = [];
    private readonly BoundTensor[] tensors;
    private readonly OrtValue[] values;

    public RunBinding(InferenceSession session, BoundTensor[] inputs, BoundTensor[] outputs)
    {
        (this.inputs, this.outputs) = (inputs, outputs);
        tensors = [.. inputs, .. outputs];
        values = Array.ConvertAll(tensors, tensor => tensor.NewValue());
        BindTo(session);
    }

    /// <summary>Makes the tensors use what is bound.</summary>
    public void Attach()
    {
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i].Attach(values[i]);
        }
    }

    public void Run(InferenceSession session, RunOptions options) =>
        session.RunWithBinding(options, bindings.TryGetValue(session, out var binding) ? binding : BindTo(session));

    public void Dispose()
    {
        foreach (var binding in bindings.Values)
        {
            binding.Dispose();
        }

        Array.ForEach(values, value => value.Dispose());
    }

    private OrtIoBinding BindTo(InferenceSession session)
    {
        var binding = bindings[session] = session.CreateIoBinding();
        for (var i = 0; i < inputs.Length; i++)
        {
            binding.BindInput(inputs[i].Name, values[i]);
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            binding.BindOutput(outputs[i].Name, values[inputs.Length + i]);
        }

        return binding;
    }
}
