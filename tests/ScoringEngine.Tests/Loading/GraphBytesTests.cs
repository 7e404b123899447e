using FedMl.ScoringEngine.Loading;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Loading;

public sealed class GraphBytesTests
{
    private const int Width = 64;
    private const int WeightBytes = 4 * Width * Width;

    public static TheoryData<string, byte[]> Weighted => new()
    {
        { "initializer", LargeGraphs.Scaled(2, Width) },
        { "constant node", LargeGraphs.ScaledByConstant(2, Width) },
    };

    [Theory]
    [MemberData(nameof(Weighted))]
    public void Of_GraphWithWeights_TellsThemFromTheRest(string where, byte[] graph)
    {
        var bytes = GraphBytes.Of(new MemoryStream(graph), 0);

        Assert.True(bytes.Weights is >= WeightBytes and < WeightBytes + 100, $"{where}: {bytes}");
        Assert.Equal(graph.Length, bytes.FileBytes);
    }

    [Fact]
    public void Of_OtherAttributes_AreNoWeights() => Assert.Equal(0, GraphBytes.Of(new MemoryStream(Graphs.ZipMapClassifier()), 0).Weights);

    [Fact]
    public void Of_FilesBesideIt_AreWeights() =>
        Assert.Equal(5000, GraphBytes.Of(new MemoryStream(Graphs.Identity(Element.Float, -1, 1)), 5000).Weights);

    [Fact]
    public void Of_EveryCutOfAGraph_EndsAndCountsAllBytes()
    {
        var graph = LargeGraphs.ScaledByConstant(2, 4);
        for (var length = 0; length <= graph.Length; length++)
        {
            var bytes = GraphBytes.Of(new MemoryStream(graph[..length]), 0);
            Assert.Equal(length, bytes.FileBytes);
        }
    }

    [Fact]
    public void Of_BytesThatAreNoModel_EndsAndCountsAllBytes()
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            // The start of a graph, so that it is entered.
            bytes = i % 2 == 0 ? bytes : [0x3a, (byte)bytes.Length, .. bytes];
            Assert.Equal(bytes.Length, GraphBytes.Of(new MemoryStream(bytes), 0).FileBytes);
        }
    }
}
