using FedMl.ScoringEngine.Kernels.Steps;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Kernels.Building;

/// <summary>Steps by the datatypes that they work on: FP32, FP64, INT64.</summary>
internal static class TypedSteps
{
    public static Step Columns(Datatype datatype, int from, int[] columns, int width, int to) => datatype switch
    {
        Datatype.FP32 => new ColumnsStep<float>(from, columns, width, to),
        Datatype.FP64 => new ColumnsStep<double>(from, columns, width, to),
        Datatype.INT64 => new ColumnsStep<long>(from, columns, width, to),
        _ => throw Unknown(datatype),
    };

    public static Step Concat(Datatype datatype, (int Slot, int Width)[] parts, int to) => datatype switch
    {
        Datatype.FP32 => new ConcatStep<float>(parts, to),
        Datatype.FP64 => new ConcatStep<double>(parts, to),
        Datatype.INT64 => new ConcatStep<long>(parts, to),
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
