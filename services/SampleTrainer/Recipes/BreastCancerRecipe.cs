using FedMl.SampleTrainer.Learning;

namespace FedMl.SampleTrainer.Recipes;

internal static class BreastCancerRecipe
{
    private static readonly string[] Statistics = ["mean", "error", "worst"];

    private static readonly string[] Measures =
    [
        "radius", "texture", "perimeter", "area", "smoothness",
        "compactness", "concavity", "concave_points", "symmetry", "fractal_dimension",
    ];

    public static readonly Recipe Recipe = new()
    {
        Model = "breast-cancer",
        FeatureView = "breast_cancer",
        Key = "sample_id",
        Label = "diagnosis",
        Features = [.. Statistics.SelectMany(statistic => Measures.Select(measure => $"{statistic}_{measure}"))],
        MaxClasses = 2,
        Train = BoostedTrees.Train,
        Text = new RecipeText(
            Task: "Tells a malignant from a benign breast mass by thirty measures of its cell nuclei "
                + "(mean, standard error and worst of ten measures each).",
            Algorithm: "Gradient-boosted decision trees (ML.NET FastTree) with their logistic calibration.",
            Limits: "**Not a medical device.** A sample of how business data is scored; no diagnosis, no screening, no triage.",
            SampleData: "services/Local/samples/data/CLINIC/BREAST_CANCER.csv",
            SampleSha256: "7ef4280960c48b109ce04b687b71d0e82e1a2d4aa63691f27b65a138d303fc55",
            Source: "Breast Cancer Wisconsin (Diagnostic), Wolberg, Street and Mangasarian 1995: images of one hospital; "
                + "UCI Machine Learning Repository (CC BY 4.0), as shipped with scikit-learn 1.2.1 (BSD-3-Clause)."),
    };
}
