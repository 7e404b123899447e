using FedMl.Tests.Onnx;

namespace FedMl.Benchmarks.Scoring;

/// <summary>A model that the benchmark makes itself.</summary>
/// <param name="Name">Its name in the protocol.</param>
/// <param name="Title">What it is.</param>
/// <param name="Make">Makes the ONNX file's bytes, the same each time.</param>
internal sealed record BenchmarkModel(string Name, string Title, Func<byte[]> Make)
{
    public const string Trees = "trees";
    public const string Mlp = "mlp";
    public const string Dense = "dense";
    public const string Slow = "slow";

    public static IReadOnlyList<BenchmarkModel> All { get; } =
    [
        new(Trees, "boosted trees 300 × depth 6, 30 features", () => Networks.BoostedTrees(trees: 300, depth: 6, features: 30, seed: 1)),
        new(Mlp, "MLP 30→128→64→1", () => Networks.Dense(seed: 2, sigmoid: true, 30, 128, 64, 1)),
        new(Dense, "dense 512→2048→2048→10", () => Networks.Dense(seed: 3, sigmoid: false, 512, 2048, 2048, 10)),
        new(Slow, "250 layers of 512, for overload only", () => Networks.Recurrent(seed: 4, features: 30, width: 512, times: 250)),
    ];

    /// <summary>The model's file below a folder of models as Models reads it.</summary>
    public static string FileIn(string folder, string model) => Path.Combine(folder, model, "1", "model.onnx");

    public void Publish(string folder)
    {
        var file = FileIn(folder, Name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Make());
    }
}
