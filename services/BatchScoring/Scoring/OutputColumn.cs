using Apache.Arrow.Types;
using FedMl.ScoringEngine.Columns;
using FedMl.ScoringEngine.Signatures;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.BatchScoring.Scoring;

/// <summary>One column of predictions: one element of an output.</summary>
/// <param name="Name">Its name; that of the output where it has one element a row.</param>
/// <param name="Type">Its type.</param>
/// <param name="Output">Number of the output.</param>
/// <param name="Element">Number of the element in a row.</param>
/// <param name="Width">Elements of a row.</param>
internal sealed record OutputColumn(string Name, IArrowType Type, int Output, int Element, int Width)
{
    /// <summary>The columns of outputs, in order: <c>name</c>, or <c>name_class</c> for each class, or <c>name_0</c> and so on.</summary>
    public static IReadOnlyList<OutputColumn> Of(IReadOnlyList<BoundOutput> outputs, IReadOnlyList<OutputShape> shapes) =>
    [
        .. outputs.SelectMany((output, i) => Enumerable.Range(0, shapes[i].Width).Select(element =>
            new OutputColumn(NameOf(output.Name, shapes[i], element), TypeOf(output.Datatype), i, element, shapes[i].Width))),
    ];

    private static string NameOf(string output, OutputShape shape, int element) =>
        shape.Width == 1 ? output : $"{output}_{(shape.Classes.Count > 0 ? shape.Classes[element] : element)}";

    private static IArrowType TypeOf(Datatype datatype) => datatype switch
    {
        Datatype.BOOL => BooleanType.Default,
        Datatype.UINT8 => UInt8Type.Default,
        Datatype.UINT16 => UInt16Type.Default,
        Datatype.UINT32 => UInt32Type.Default,
        Datatype.UINT64 => UInt64Type.Default,
        Datatype.INT8 => Int8Type.Default,
        Datatype.INT16 => Int16Type.Default,
        Datatype.INT32 => Int32Type.Default,
        Datatype.INT64 => Int64Type.Default,
        Datatype.FP64 => DoubleType.Default,
        Datatype.BYTES => StringType.Default,
        _ => FloatType.Default,
    };
}
