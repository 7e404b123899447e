using System.Collections.Concurrent;
using FedMl.SampleTrainer.Recipes;

namespace FedMl.SampleTrainer.Tests;

/// <summary>The sample models, each trained once for all tests.</summary>
internal static class Trained
{
    public const string Iris = "iris";
    public const string BreastCancer = "breast-cancer";

    private static readonly ConcurrentDictionary<string, Lazy<TrainingJob>> Jobs = new();

    public static TrainingJob Job(string model) => Jobs.GetOrAdd(model, name => new(() => Train(name))).Value;

    public static Recipe Recipe(string model) => RecipeBook.Find(model)!;

    public static string DataPath(string model) => Path.Combine(Repository.Root, Recipe(model).Text.SampleData);

    public static string VersionFolder(string model) => Path.Combine(Repository.Samples, "models", model, "1");

    private static TrainingJob Train(string model) => TrainingJob.Train(Recipe(model), DataPath(model), seed: 1);
}
