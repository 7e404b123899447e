using FedMl.SampleTrainer.Learning;

namespace FedMl.SampleTrainer.Recipes;

internal static class IrisRecipe
{
    public static readonly Recipe Recipe = new()
    {
        Model = "iris",
        FeatureView = "iris",
        Key = "sample_id",
        Label = "species",
        Features = ["sepal_length", "sepal_width", "petal_length", "petal_width"],
        Matrix = "X",
        MaxClasses = 100,
        Train = SoftmaxRegression.Train,
        Text = new RecipeText(
            Task: "Tells the species of an iris flower from four measures of it, in cm.",
            Algorithm: "Multinomial logistic regression on standardised features (ML.NET L-BFGS maximum entropy).",
            Limits: "Knows the species it was trained on and no other: any other flower gets one of their names. "
                + "A sample of how business data is scored, not a botanist.",
            SampleData: "services/Local/samples/data/BOTANY/IRIS.csv",
            SampleSha256: "5dadd088c068f15b0099515c08378bad802d11aac9845b7a19cc936780edddb1",
            Source: "Iris, R. A. Fisher 1936: fifty flowers each of three species; UCI Machine Learning Repository (CC BY 4.0), "
                + "as shipped with scikit-learn 1.2.1 (BSD-3-Clause)."),
    };
}
