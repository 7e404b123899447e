using FedMl.SampleTrainer.Data;
using FedMl.SampleTrainer.Learning;

namespace FedMl.SampleTrainer.Recipes;

/// <summary>What one sample model is made of and how it learns.</summary>
internal sealed record Recipe
{
    /// <summary>Name of the model, such as <c>breast-cancer</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the feature view that serves the columns, such as <c>breast_cancer</c>.</summary>
    public required string FeatureView { get; init; }

    public required string Key { get; init; }

    public required string Label { get; init; }

    /// <summary>Columns in the order in which the model takes them.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Name of the single input matrix; null where each feature is an input of its own.</summary>
    public string? Matrix { get; init; }

    /// <summary>How many classes the algorithm can tell apart at most.</summary>
    public required int MaxClasses { get; init; }

    /// <summary>Trains on rows with a seed.</summary>
    public required Func<Dataset, int, IClassifier> Train { get; init; }

    public required RecipeText Text { get; init; }
}
