using FedMl.ScoringEngine.Runtime;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.Scoring.Rest;

/// <summary>A request as its header tells it: everything but the tensors' values, of which only the place is kept.</summary>
internal sealed class InferRequest
{
    /// <summary>To be answered as it came; null: the caller sent none.</summary>
    public string? Id { get; set; }

    /// <summary>Order in the model's line: the lower runs first.</summary>
    public int Priority { get; set; } = ModelRun.DefaultPriority;

    /// <summary>The form of outputs that ask for none: binary, or JSON.</summary>
    public bool BinaryOutputs { get; set; }

    /// <summary>The inputs, in the order sent.</summary>
    public List<TensorHeader> Inputs { get; } = [];

    /// <summary>Where the values of each input are.</summary>
    public List<InputPlace> Places { get; } = [];

    /// <summary>Names of the outputs asked for; empty: all.</summary>
    public List<string> Outputs { get; } = [];

    /// <summary>How each output asked for is wanted.</summary>
    public List<OutputForm> Forms { get; } = [];

    /// <summary>True where an output is answered as bytes behind the JSON.</summary>
    public bool IsBinary(int output) => FormOf(output).Binary ?? BinaryOutputs;

    /// <summary>Classes to be answered instead of an output's values; 0: none.</summary>
    public long ClassesOf(int output) => FormOf(output).Classes;

    private OutputForm FormOf(int output) => output < Forms.Count ? Forms[output] : default;
}

/// <summary>Where the values of an input are.</summary>
/// <param name="Offset">Where their JSON begins; -1: they are not in the JSON.</param>
/// <param name="Length">Length of their JSON, bytes.</param>
/// <param name="BinarySize">Bytes behind the JSON; -1: none.</param>
/// <param name="IsOneText">The bytes are one text, without a length before it.</param>
internal readonly record struct InputPlace(int Offset, int Length, long BinarySize, bool IsOneText = false)
{
    public bool IsBinary => BinarySize >= 0;
}

/// <summary>How an output is wanted.</summary>
/// <param name="Binary">As bytes behind the JSON; null: as the request says for all.</param>
/// <param name="Classes">So many of the best classes instead of the values; 0: the values.</param>
internal readonly record struct OutputForm(bool? Binary, long Classes);
