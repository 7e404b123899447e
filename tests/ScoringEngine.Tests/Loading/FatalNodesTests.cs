using FedMl.Protos.Onnx;
using FedMl.ScoringEngine.Loading;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.Tests.Onnx;
using Google.Protobuf;

namespace FedMl.ScoringEngine.Tests.Loading;

public sealed class FatalNodesTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    public void TreesWithOneText_AreFatal(int labels, bool fatal) => Assert.Equal(fatal, AreIn(Model(Trees(labels))));

    [Fact]
    public void OtherOperators_AreNot()
    {
        var node = Trees(1);
        node.OpType = "LinearClassifier";
        Assert.False(AreIn(Model(node)));
        Assert.False(AreIn(ModelProto.Parser.ParseFrom(Graphs.ZipMapClassifier())));
    }

    [Fact]
    public void GraphsInGraphs_AreSearched()
    {
        var node = Trees(1);
        for (var depth = 0; depth < 10; depth++)
        {
            var attribute = new AttributeProto { Name = "then_branch" };
            (depth % 2 == 0 ? () => { attribute.G = Graph(node); } : (Action)(() => attribute.Graphs.Add(Graph(node))))();
            node = new NodeProto { OpType = "If", Attribute = { attribute } };
        }

        Assert.True(AreIn(Model(node)));
    }

    [Fact]
    public void AttributesBeforeTheOperator_AreSeen()
    {
        // Bytes of a later part are merged with those before: the operator comes last.
        byte[] node = [.. new NodeProto { Attribute = { Trees(1).Attribute } }.ToByteArray(), .. new NodeProto { OpType = "TreeEnsembleClassifier" }.ToByteArray()];

        Assert.True(AreIn(Functions.Field(7, Functions.Field(1, node))));
    }

    [Fact]
    public void FunctionsOfTheModel_AreSearched() => Assert.True(AreIn(Functions.Field(25, Functions.Field(7, Trees(1).ToByteArray()))));

    [Fact]
    public void BytesThatAreNoModel_AreNotFatalAndThrowNothing()
    {
        var bytes = Model(Trees(1)).ToByteArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            AreIn(bytes[..length]);
        }

        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(bytes);
            AreIn(bytes);
        }

        Assert.False(AreIn("<html>"u8.ToArray()));
    }

    private static bool AreIn(ModelProto model) => AreIn(model.ToByteArray());

    private static bool AreIn(byte[] model) => ModelSketchReader.Read(new MemoryStream(model)) is { } sketch && FatalNodes.AreIn(sketch);

    private static ModelProto Model(NodeProto node) => new() { Graph = Graph(node) };

    private static GraphProto Graph(NodeProto node) => new() { Name = "g", Node = { new NodeProto { OpType = "Identity" }, node } };

    private static NodeProto Trees(int labels) => new()
    {
        OpType = "TreeEnsembleClassifier",
        Domain = "ai.onnx.ml",
        Attribute =
        {
            new AttributeProto { Name = "nodes_modes", Strings = { ByteString.CopyFromUtf8("LEAF") } },
            new AttributeProto { Name = "classlabels_strings", Strings = { Enumerable.Range(0, labels).Select(i => ByteString.CopyFromUtf8($"c{i}")) } },
        },
    };
}
