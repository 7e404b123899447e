using FedMl.ScoringEngine.Kernels.Steps;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Kernels.Building;

/// <summary>Steps by the datatypes that they work on: FP32, FP64, INT64.</summary>
internal static class TypedSteps
{
    public static Step Columns(Datatype datatype, int from, int[] columns, int fromWidth, int to, int place, int toWidth) => datatype switch
    {
        Datatype.FP32 => new ColumnsStep<float>(from, columns, fromWidth, to, place, toWidth),
        Datatype.FP64 => new ColumnsStep<double>(from, columns, fromWidth, to, place, toWidth),
        Datatype.INT64 => new ColumnsStep<long>(from, columns, fromWidth, to, place, toWidth),
        _ => throw Unknown(datatype),
    };

    public static Step Cast(Datatype from, int source, Datatype to, int target) => (from, to) switch
    {
        (Datatype.FP32, Datatype.FP64) => new CastStep<float, double>(source, target),
        (Datatype.FP64, Datatype.FP32) => new CastStep<double, float>(source, target),
        (Datatype.INT64, Datatype.FP32) => new CastStep<long, float>(source, target),
        (Datatype.INT64, Datatype.FP64) => new CastStep<long, double>(source, target),
        _ => throw Unknown(to),
    };

    public static UnreadableGraphException Unknown(Datatype datatype) => new($"a node of it works on {datatype.Name()}");
}
