using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Runtime;

/// <summary>Pinned tensors bound to a session for one number of rows: made once, run many times without allocation.</summary>
internal sealed class RunBinding : IDisposable
{
    private readonly OrtIoBinding binding;
    private readonly List<OrtValue> values = [];

    public RunBinding(InferenceSession session, PinnedTensor[] inputs, PinnedTensor[] outputs)
    {
        binding = session.CreateIoBinding();
        foreach (var input in inputs)
        {
            binding.BindInput(input.Name, Keep(input));
        }

        foreach (var output in outputs)
        {
            binding.BindOutput(output.Name, Keep(output));
        }
    }

    public void Run(InferenceSession session, RunOptions options) => session.RunWithBinding(options, binding);

    public void Dispose()
    {
        binding.Dispose();
        values.ForEach(v => v.Dispose());
    }

    private OrtValue Keep(PinnedTensor tensor)
    {
        var value = tensor.NewValue();
        values.Add(value);
        return value;
    }
}
