using Google.Protobuf;

namespace FedMl.ScoringEngine.Loading;

/// <summary>Counts the bytes of a serialized model's constant tensors, without keeping any of them.</summary>
internal static class WeightReader
{
    // Fields of onnx.proto; all are length-delimited.
    private const uint ModelGraph = (7 << 3) | 2;
    private const uint GraphNode = (1 << 3) | 2;
    private const uint GraphInitializer = (5 << 3) | 2;
    private const uint NodeOperator = (4 << 3) | 2;
    private const uint NodeAttribute = (5 << 3) | 2;
    private const uint AttributeTensor = (5 << 3) | 2;

    /// <summary>Bytes of the tensors; 0 where the bytes are no model, which ONNX Runtime says better.</summary>
    public static long Read(Stream model)
    {
        using var input = new CodedInputStream(model, leaveOpen: true);
        try
        {
            return InModel(input, model.Length);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidDataException)
        {
            return 0;
        }
    }

    private static long InModel(CodedInputStream input, long end)
    {
        long weights = 0;
        while (input.Position < end)
        {
            weights += input.ReadTag() == ModelGraph ? InGraph(input, input.Enter(end)) : Skip(input, 0);
        }

        return weights;
    }

    private static long InGraph(CodedInputStream input, long end)
    {
        long weights = 0;
        while (input.Position < end)
        {
            weights += input.ReadTag() switch
            {
                GraphInitializer => Skip(input, 1),
                GraphNode => InNode(input, input.Enter(end)),
                _ => Skip(input, 0),
            };
        }

        return weights;
    }

    // A node's operator is written before its attributes. Only Constant keeps its tensor as it is.
    private static long InNode(CodedInputStream input, long end)
    {
        long weights = 0;
        var isConstant = false;
        while (input.Position < end)
        {
            switch (input.ReadTag())
            {
                case NodeOperator:
                    isConstant = input.ReadString() == "Constant";
                    break;
                case NodeAttribute when isConstant:
                    weights += InAttribute(input, input.Enter(end));
                    break;
                default:
                    Skip(input, 0);
                    break;
            }
        }

        return weights;
    }

    private static long InAttribute(CodedInputStream input, long end)
    {
        long weights = 0;
        while (input.Position < end)
        {
            weights += Skip(input, input.ReadTag() == AttributeTensor ? 1 : 0);
        }

        return weights;
    }

    // Skips the field whose tag was read; its bytes, counted so many times.
    private static long Skip(CodedInputStream input, int times)
    {
        var start = input.Position;
        input.SkipLastField();
        return (input.Position - start) * times;
    }
}
