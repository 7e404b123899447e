using System.Numerics;
using System.Text;
using FedMl.Protos.Onnx;
using FedMl.ScoringEngine.Kernels.Steps;
using FedMl.ScoringEngine.Kernels.Trees;
using FedMl.ScoringEngine.OnnxGraphs;
using FedMl.ScoringEngine.Tensors;

namespace FedMl.ScoringEngine.Kernels.Building;

/// <summary>Nodes that add up trees.</summary>
internal static class EstimatorSteps
{
    // Of TreeEnsemble, which numbers what its elders name.
    private static readonly PostTransform[] Numbered = [PostTransform.None, PostTransform.Softmax, PostTransform.Logistic, PostTransform.SoftmaxZero, PostTransform.Probit];

    public static void Regressor(ProgramBuilder program, NodeProto node)
    {
        var trees = TreeEnsembleReader.Read(node, program.MaxNodes);
        AddScores(program, node, trees, PostTransforms.Parse(new NodeAttributes(node).Text("post_transform", "NONE")), keepsPrecision: false);
    }

    public static void Ensemble(ProgramBuilder program, NodeProto node)
    {
        var trees = TreeEnsembleV5Reader.Read(node, program.MaxNodes);
        var number = new NodeAttributes(node).Int("post_transform", 0);
        AddScores(program, node, trees, number >= 0 && number < Numbered.Length ? Numbered[number] : throw new UnreadableGraphException("its post_transform is unknown"), keepsPrecision: true);
    }

    public static void Classifier(ProgramBuilder program, NodeProto node)
    {
        if (InputOf(program, node, TreeEnsembleReader.Read(node, program.MaxNodes)) is var (input, columns, trees) && program.Slots[input].Datatype == Datatype.FP64)
        {
            AddClasses<double>(program, node, trees, input, columns);
        }
        else
        {
            AddClasses<float>(program, node, trees, input, columns);
        }
    }

    private static void AddScores(ProgramBuilder program, NodeProto node, TreeEnsemble read, PostTransform transform, bool keepsPrecision)
    {
        var (input, columns, trees) = InputOf(program, node, read);
        // ONNX Runtime leaves a single score as it is.
        transform = trees.Scores == 1 && transform != PostTransform.Probit ? PostTransform.None : transform;
        var isDouble = program.Slots[input].Datatype == Datatype.FP64;
        var output = program.NewSlot(isDouble && keepsPrecision ? Datatype.FP64 : Datatype.FP32, trees.Scores);
        if (!isDouble)
        {
            program.Add(new ScoreStep<float, float>(KernelOf<float>(trees), transform, input, columns, output, output));
        }
        else if (keepsPrecision)
        {
            program.Add(new ScoreStep<double, double>(KernelOf<double>(trees), transform, input, columns, output, output));
        }
        else
        {
            program.Add(new ScoreStep<double, float>(KernelOf<double>(trees), transform, input, columns, output, program.NewSlot(Datatype.FP64, trees.Scores)));
        }

        program.Set(node.Output[0], new ProgramValue(output));
    }

    private static void AddClasses<T>(ProgramBuilder program, NodeProto node, TreeEnsemble trees, int input, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var attributes = new NodeAttributes(node);
        var labels = attributes.ClassLabels();
        var place = program.NewSlot(Datatype.INT64, 1);
        var scores = program.NewSlot(Datatype.FP32, labels.Count);
        var scratch = program.NewSlot(typeof(T) == typeof(double) ? Datatype.FP64 : Datatype.FP32, trees.Scores);
        program.Add(new ClassifyStep<T>(KernelOf<T>(trees), ClassRules.Of<T>(attributes, trees, labels.Count), labels.Count, input, columns, place, scores, scratch));
        if (attributes.Texts("classlabels_strings").Count > 0)
        {
            program.Set(node.Output[0], new ProgramValue(place, [.. labels.Select(Encoding.UTF8.GetBytes)]));
        }
        else
        {
            LinkSteps.Label(program, node.Output[0], place, [.. attributes.Ints("classlabels_int64s")]);
        }

        program.Set(node.Output.Count > 1 ? node.Output[1] : "", new ProgramValue(scores));
    }

    private static (int Input, int Columns, TreeEnsemble Trees) InputOf(ProgramBuilder program, NodeProto node, TreeEnsemble trees)
    {
        var (from, kind) = program.Numbers(node.MainInput());
        if (kind.Width < trees.Columns)
        {
            throw new UnreadableGraphException($"its trees look at column {trees.Columns - 1}, and a row has {kind.Width} columns");
        }

        program.Note(trees);
        // What is neither float nor double is compared as float.
        return (kind.Datatype == Datatype.INT64 ? ShapeSteps.CastTo(program, from, Datatype.FP32) : from, kind.Width, trees);
    }

    private static TreeKernel<T> KernelOf<T>(TreeEnsemble trees)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => TreeKernelChoice.Of(FlatTrees<T>.Of(trees));
}
