namespace FedMl.ScoringEngine.Signatures;

/// <summary>The joint between model and features: what each input takes and each output means.</summary>
/// <param name="Inputs">The input tensors, in the order declared.</param>
/// <param name="Outputs">The outputs, in the order declared.</param>
/// <param name="Samples">File with sample rows beside the model; null: none.</param>
public sealed record Signature(IReadOnlyList<SignatureInput> Inputs, IReadOnlyList<SignatureOutput> Outputs, string? Samples);

/// <summary>One input tensor.</summary>
/// <param name="Tensor">Name of the tensor in the graph.</param>
/// <param name="Columns">Its columns: one for a single value a row, several for a matrix.</param>
public sealed record SignatureInput(string Tensor, IReadOnlyList<SignatureColumn> Columns);

/// <summary>One value a row.</summary>
/// <param name="Name">Name by which a record carries it.</param>
/// <param name="Feature">Feature reference <c>view:feature</c>; null: the caller sends it.</param>
/// <param name="Missing">What happens where it is missing, null, NaN or stale.</param>
/// <param name="Default">The value taken with <see cref="Missing.Default"/>, as text.</param>
public sealed record SignatureColumn(string Name, string? Feature, Missing Missing, string? Default);

/// <summary>One output.</summary>
/// <param name="Name">Name under which it is answered.</param>
/// <param name="Onnx">Name of the tensor in the graph.</param>
/// <param name="Classes">Names of the classes that a row's values belong to; empty: none.</param>
public sealed record SignatureOutput(string Name, string Onnx, IReadOnlyList<string> Classes);

/// <summary>What happens where a value is missing.</summary>
public enum Missing
{
    /// <summary>The row is not scored.</summary>
    Reject,

    /// <summary>The declared default is taken.</summary>
    Default,

    /// <summary>The model gets NaN (numbers) or empty text, or the stale value.</summary>
    Pass,
}
