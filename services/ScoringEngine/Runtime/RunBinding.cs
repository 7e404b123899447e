using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>Tensors bound to sessions of a model for one number of rows: made once, run many times without allocation.</summary>
internal sealed class RunBinding : IDisposable
{
    private readonly BoundTensor[] inputs;
    private readonly BoundTensor[] outputs;
    private readonly InferenceSession session;
    private readonly OrtIoBinding binding;
    private readonly BoundTensor[] tensors;
    private readonly OrtValue[] values;
    private OrtIoBinding? wideBinding;

    public RunBinding(InferenceSession session, BoundTensor[] inputs, BoundTensor[] outputs)
    {
        (this.session, this.inputs, this.outputs) = (session, inputs, outputs);
        tensors = [.. inputs, .. outputs];
        values = Array.ConvertAll(tensors, tensor => tensor.NewValue());
        binding = BindTo(session);
    }

    /// <summary>Makes the tensors use what is bound.</summary>
    public void Attach()
    {
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i].Attach(values[i]);
        }
    }

    /// <summary>Runs in the session that it was made for, or in the model's wide one.</summary>
    public void Run(InferenceSession chosen, RunOptions options) =>
        chosen.RunWithBinding(options, chosen == session ? binding : wideBinding ??= BindTo(chosen));

    public void Dispose()
    {
        binding.Dispose();
        wideBinding?.Dispose();
        Array.ForEach(values, value => value.Dispose());
    }

    private OrtIoBinding BindTo(InferenceSession target)
    {
        var made = target.CreateIoBinding();
        for (var i = 0; i < inputs.Length; i++)
        {
            made.BindInput(inputs[i].Name, values[i]);
        }

        for (var i = 0; i < outputs.Length; i++)
        {
            made.BindOutput(outputs[i].Name, values[inputs.Length + i]);
        }

        return made;
    }
}
