using Google.Protobuf;

namespace FedMl.ScoringEngine.Loading;

/// <summary>
/// Finds the nodes at which ONNX Runtime ends the whole process instead of throwing, seen with 1.31: a
/// TreeEnsembleClassifier with a single label that is a text reads beyond its labels as soon as it runs.
/// </summary>
internal static class FatalNodes
{
    // Fields of onnx.proto; all are length-delimited.
    private const uint ModelGraph = (7 << 3) | 2;
    private const uint ModelFunction = (25 << 3) | 2;
    private const uint FunctionNode = (7 << 3) | 2;
    private const uint GraphNode = (1 << 3) | 2;
    private const uint NodeOperator = (4 << 3) | 2;
    private const uint NodeAttribute = (5 << 3) | 2;
    private const uint AttributeName = (1 << 3) | 2;
    private const uint AttributeGraph = (6 << 3) | 2;
    private const uint AttributeString = (9 << 3) | 2;
    private const uint AttributeGraphs = (11 << 3) | 2;

    // Protobuf reads no more than a hundred messages one in the other; a graph in a graph is three.
    private const int MaxDepth = 40;

    /// <summary>Whether there is one; false where the bytes are no model, which ONNX Runtime says better.</summary>
    public static bool AreIn(Stream model)
    {
        using var input = new CodedInputStream(model, leaveOpen: true);
        try
        {
            return Any(input, model.Length, static tag => tag is ModelGraph or ModelFunction, static (input, end, tag) =>
                Any(input, end, inner => inner == (tag == ModelGraph ? GraphNode : FunctionNode), static (input, end, _) => IsFatal(input, end, 0)));
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidDataException)
        {
            return false;
        }
    }

    private static bool IsFatal(CodedInputStream input, long end, int depth)
    {
        var (isTrees, hasOneText, holdsFatal) = (false, false, false);
        while (input.Position < end)
        {
            switch (input.ReadTag())
            {
                case NodeOperator:
                    isTrees = input.ReadString() == "TreeEnsembleClassifier";
                    break;
                case NodeAttribute:
                    var (oneText, fatal) = InAttribute(input, input.Enter(end), depth);
                    hasOneText |= oneText;
                    holdsFatal |= fatal;
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return holdsFatal || (isTrees && hasOneText);
    }

    private static (bool HasOneText, bool HoldsFatal) InAttribute(CodedInputStream input, long end, int depth)
    {
        var (name, texts, fatal) = ("", 0, false);
        while (input.Position < end)
        {
            switch (input.ReadTag())
            {
                case AttributeName:
                    name = input.ReadString();
                    break;
                case AttributeString:
                    texts++;
                    input.SkipLastField();
                    break;
                case AttributeGraph or AttributeGraphs when depth < MaxDepth:
                    fatal |= Any(input, input.Enter(end), static tag => tag == GraphNode, (input, end, _) => IsFatal(input, end, depth + 1));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return (name == "classlabels_strings" && texts == 1, fatal);
    }

    private static bool Any(CodedInputStream input, long end, Predicate<uint> isOne, Func<CodedInputStream, long, uint, bool> test)
    {
        var found = false;
        while (input.Position < end)
        {
            var tag = input.ReadTag();
            if (isOne(tag))
            {
                found |= test(input, input.Enter(end), tag);
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }
}
