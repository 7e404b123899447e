using FedMl.ScoringEngine.Loading;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.Tests.Onnx;

namespace FedMl.ScoringEngine.Tests.Loading;

public sealed class IntegerDivisionsTests
{
    public static TheoryData<string, byte[], bool> Models => new()
    {
        { "INT64", Divisions.Of(Element.Int64), true },
        { "INT32", Divisions.Of(Element.Int32), true },
        { "the rest", Divisions.Of(Element.Int64, "Mod"), true },
        { "floats", Divisions.Of(Element.Float), false },
        { "INT8, which are wider in the processor", Divisions.Of(Element.Int8), false },
        { "no sign", Divisions.Of(Element.UInt64), false },
        { "no division", Divisions.Of(Element.Int64, "Mul"), false },
        { "by 3600", Divisions.By(3600), false },
        { "by -1", Divisions.By(-1), true },
        { "of 10", Divisions.OfNumber(10), false },
        { "of the least", Divisions.OfNumber(long.MinValue), true },
        { "by an absolute value", Divisions.Guarded(), false },
        { "by a size", Divisions.BySize(), false },
        { "cast and moved", Divisions.Cast(), true },
        { "in a branch", Divisions.InABranch(), true },
        { "in a function", Functions.Dividing(Element.Int64), true },
        { "in a function of floats", Functions.Dividing(Element.Float), false },
        { "a function that hides an absolute value", Functions.NamedAbs(), true },
        { "functions that multiply", Functions.Doubling(60), true },
        { "a function that calls itself", Functions.CallingItself(), true },
        { "cast, the name behind the type", Divisions.CastNamedLast(), true },
        { "trees", Networks.BoostedTrees(3, 2, 4, 1), false },
        { "classifier", Graphs.ZipMapClassifier(), false },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void ValuesThatEndTheProcess_AreFound(string what, byte[] model, bool fatal) =>
        Assert.True(fatal == AreIn(model), what);

    [Fact]
    public void BytesThatAreNoModel_HaveNoneAndThrowNothing()
    {
        var bytes = Divisions.InABranch();
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

    private static bool AreIn(byte[] model) => ModelSketchReader.Read(new MemoryStream(model)) is { } sketch && IntegerDivisions.AreIn(sketch);
}
