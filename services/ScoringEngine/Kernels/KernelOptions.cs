using System.ComponentModel.DataAnnotations;

namespace FedMl.ScoringEngine.Kernels;

/// <summary>Our own kernels in the place of ONNX Runtime's (section <c>ScoringEngine:Kernels</c>).</summary>
public sealed class KernelOptions
{
    /// <summary>False: ONNX Runtime runs every model.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// True: ours runs wherever its answers are the same, however fast it is, so that the last digit of an answer does not
    /// hang on what was measured at load.
    /// </summary>
    public bool Always { get; set; }

    /// <summary>Bytes of an ONNX file that is read for it; larger ones are left to ONNX Runtime.</summary>
    [Range(0, 1 << 30)]
    public int MaxGraphBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>Nodes of all trees of a model; more are left to ONNX Runtime.</summary>
    [Range(0, 50_000_000)]
    public int MaxNodes { get; set; } = 10_000_000;

    /// <summary>Rows on which both must agree before ours is used.</summary>
    [Range(256, 1_000_000)]
    public int JudgeRows { get; set; } = 4096;
}
