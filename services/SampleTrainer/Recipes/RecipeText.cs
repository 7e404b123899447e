namespace FedMl.SampleTrainer.Recipes;

/// <summary>What the model card says of a model beyond its numbers.</summary>
/// <param name="Task">What the model tells from what.</param>
/// <param name="Algorithm">How it was learnt.</param>
/// <param name="Limits">What it must not be used for.</param>
/// <param name="SampleData">Path of the published data in this repository.</param>
/// <param name="SampleSha256">SHA-256 of that file, so that the card names a source only for the rows that came from it.</param>
/// <param name="Source">Origin and licence of the published data.</param>
internal sealed record RecipeText(
    string Task, string Algorithm, string Limits, string SampleData, string SampleSha256, string Source);
