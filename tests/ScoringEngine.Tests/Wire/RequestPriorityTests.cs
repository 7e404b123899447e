using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.Scoring.Grpc;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.ScoringEngine.Tests.Wire;

public sealed class RequestPriorityTests
{
    [Fact]
    public void Of_WholeNumbers_IsTheNumberAndZeroTheDefault()
    {
        Assert.Equal(100, RequestPriority.Of(new ModelInferRequest()));
        Assert.Equal(100, RequestPriority.Of(With(new InferParameter { Int64Param = 0 })));
        Assert.Equal(3, RequestPriority.Of(With(new InferParameter { Int64Param = 3 })));
        Assert.Equal(int.MaxValue, RequestPriority.Of(With(new InferParameter { Uint64Param = int.MaxValue })));
    }

    public static TheoryData<InferParameter> Wrong =>
    [
        new InferParameter { Int64Param = -1 }, new InferParameter { Int64Param = 1L << 31 }, new InferParameter { Uint64Param = ulong.MaxValue },
        new InferParameter { StringParam = "1" }, new InferParameter { DoubleParam = 1 }, new InferParameter(),
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Of_AnythingElse_IsNamed(InferParameter parameter)
    {
        var refused = Assert.Throws<ServiceException>(() => RequestPriority.Of(With(parameter)));

        Assert.Equal((ErrorReason.InputInvalid, "parameters.priority"), (refused.Reason, Assert.Single(refused.Faults).Field));
    }

    private static ModelInferRequest With(InferParameter priority) => new() { Parameters = { ["priority"] = priority } };
}
