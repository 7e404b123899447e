namespace FedMl.ScoringEngine.Tests;

/// <summary>Tests that run while no other does: what they look at belongs to the process, as the source of traces does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
