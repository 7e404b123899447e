using FedMl.Protos.Errors.V1;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Runtime;
using FedMl.ServiceDefaults.Errors;
using FedMl.Tests.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace FedMl.ScoringEngine.Tests.OnnxGraphs;

public sealed class RuntimeSupportTests
{
    [Fact]
    public void Refuse_IrVersionAndSetsOfTheFuture_AreAllNamedWithWhatIsKnown()
    {
        var faults = Faults(Hostile.Of(99, [("", 98), ("ai.onnx.ml", 97)], ("", "Relu")));

        Assert.Collection(
            faults,
            ir => Assert.Matches(@"^IR version 99 \(it knows up to \d+\)$", ir),
            set => Assert.Matches(@"^operator set 98 of ai\.onnx \(it knows up to \d+\)$", set),
            set => Assert.Matches(@"^operator set 97 of ai\.onnx\.ml \(it knows up to \d+\)$", set));
    }

    [Fact]
    public void Refuse_UnknownOperators_AreAllNamedAndKnownOnesAreNot() => Assert.Equal(
        ["operator com.example.Foo", "operator NoSuch", "operator ai.onnx.ml.NoSuch"],
        Faults(Hostile.Of(8, [("", 17), ("ai.onnx.ml", 3), ("com.example", 1)], ("com.example", "Foo"), ("", "Conv"), ("ai.onnx.ml", "Scaler"), ("", "NoSuch"), ("ai.onnx.ml", "NoSuch"))));

    [Fact]
    public void Refuse_OperatorOfALaterSet_IsNamed() => Assert.Equal(["operator StringSplit"], Faults(Hostile.Of(8, [("", 17)], ("", "StringSplit"))));

    [Fact]
    public void Refuse_OperatorWithoutCodeForTheseTypes_IsNamed() =>
        Assert.Contains("not implemented for these datatypes", Assert.Single(Faults(Divisions.Of(Element.BFloat16))), StringComparison.Ordinal);

    [Fact]
    public void Refuse_FunctionsOfTheModel_AreNoUnknownOperators() =>
        RuntimeSupport.Refuse(ModelSketchReader.Read(new MemoryStream(Functions.NamedAbs())), "");

    [Fact]
    public void Refuse_WhatIsWrongOtherwise_SaysNothing() => Assert.Empty(Faults(Graphs.WeightedFromFile("../weights.bin")));

    private static IReadOnlyList<string> Faults(byte[] graph)
    {
        OnnxEnvironment.Ensure(1);
        var refusal = "";
        try
        {
            using var session = new InferenceSession(graph);
            Assert.Fail("The runtime takes it.");
        }
        catch (OnnxRuntimeException exception)
        {
            refusal = exception.Message;
        }

        try
        {
            RuntimeSupport.Refuse(ModelSketchReader.Read(new MemoryStream(graph)), refusal);
            return [];
        }
        catch (ServiceException exception)
        {
            Assert.Equal(ErrorReason.ModelUnsupported, exception.Reason);
            return [.. exception.Faults.Select(f => f.Description)];
        }
    }
}
