using FedMl.Protos.Onnx;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Kernels;

/// <summary>Trees with what exporters put around them.</summary>
public sealed class PreparedTreesTests
{
    public static TheoryData<string> Around => [.. PreparedTrees.All.Keys];

    [Theory]
    [MemberData(nameof(Around))]
    public void Run_TreesWithOtherNodes_AnswerAsOnnxRuntime(string around)
    {
        using var judged = new Judged(PreparedTrees.All[around]());

        Assert.Null(judged.FirstDifference(3000));
    }
}
