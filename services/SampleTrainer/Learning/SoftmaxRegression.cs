using FedMl.Protos.Onnx;
using FedMl.SampleTrainer.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;
using Affine = Microsoft.ML.Transforms.NormalizingTransformer.AffineNormalizerModelParameters<
    System.Collections.Immutable.ImmutableArray<float>>;

namespace FedMl.SampleTrainer.Learning;

/// <summary>Multinomial logistic regression on standardised features.</summary>
internal sealed class SoftmaxRegression : IClassifier
{
    private const string Scaled = "Scaled";

    private readonly MLContext context;
    private readonly IReadOnlyList<string> classes;
    private readonly NormalizingTransformer scaler;
    private readonly MulticlassPredictionTransformer<MaximumEntropyModelParameters> regression;

    private SoftmaxRegression(
        MLContext context,
        IReadOnlyList<string> classes,
        NormalizingTransformer scaler,
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> regression) =>
        (this.context, this.classes, this.scaler, this.regression) = (context, classes, scaler, regression);

    public static SoftmaxRegression Train(Dataset dataset, int seed)
    {
        var context = new MLContext(seed);
        var view = dataset.ToDataView(context);
        var scaler = context.Transforms
            .NormalizeMeanVariance(Scaled, nameof(TrainingView.Row.Features), fixZero: false)
            .Fit(view);
        var regression = context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = nameof(TrainingView.Row.Class),
            FeatureColumnName = Scaled,
            L1Regularization = 0,
            L2Regularization = 0.03f,
            OptimizationTolerance = 1e-8f,
            DenseOptimizer = true,
            NumberOfThreads = 1,
        }).Fit(scaler.Transform(view));
        return new SoftmaxRegression(context, dataset.Classes, scaler, regression);
    }

    public IReadOnlyList<Prediction> Score(Dataset dataset)
    {
        var scored = regression.Transform(scaler.Transform(dataset.ToDataView(context)));
        return [.. scored.GetColumn<uint>("PredictedLabel").Zip(
            scored.GetColumn<float[]>("Score"), (label, score) => new Prediction((int)label - 1, score))];
    }

    public GraphProto ToGraph()
    {
        var scaling = (Affine)scaler.GetNormalizerModelParameters(0);
        var weights = Array.Empty<VBuffer<float>>();
        regression.Model.GetWeights(ref weights, out _);

        return new GraphProto
        {
            Name = "softmax_regression",
            Input = { ValueInfoProto.Matrix("X", scaling.Scale.Length) },
            Node =
            {
                new NodeProto
                {
                    OpType = "Scaler",
                    Domain = ModelProto.ClassicalDomain,
                    Input = { "X" },
                    Output = { "scaled" },
                    Attribute =
                    {
                        AttributeProto.Of("offset", scaling.Offset.IsDefaultOrEmpty ? new float[scaling.Scale.Length] : scaling.Offset),
                        AttributeProto.Of("scale", scaling.Scale),
                    },
                },
                new NodeProto
                {
                    OpType = "LinearClassifier",
                    Domain = ModelProto.ClassicalDomain,
                    Input = { "scaled" },
                    Output = { ModelProto.Label, ModelProto.Probabilities },
                    Attribute =
                    {
                        AttributeProto.Of("classlabels_strings", classes),
                        AttributeProto.Of("coefficients", weights.SelectMany(row => row.DenseValues())),
                        AttributeProto.Of("intercepts", regression.Model.GetBiases()),
                        AttributeProto.Of("post_transform", "SOFTMAX"),
                    },
                },
            },
            Output = { ValueInfoProto.Labels(), ValueInfoProto.ClassProbabilities(classes.Count) },
        };
    }
}
