namespace FedMl.SampleTrainer.Recipes;

internal static class RecipeBook
{
    private static readonly Recipe[] All = [IrisRecipe.Recipe, BreastCancerRecipe.Recipe];

    public static IEnumerable<string> Names => All.Select(recipe => recipe.Model);

    public static Recipe? Find(string model) => Array.Find(All, recipe => recipe.Model == model);
}
