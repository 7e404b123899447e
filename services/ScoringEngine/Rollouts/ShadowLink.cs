using FedMl.ScoringEngine.Runtime;

namespace FedMl.ScoringEngine.Rollouts;

/// <summary>That a version's answered requests are sent to another one too.</summary>
/// <param name="Shadow">The other one.</param>
/// <param name="Shadows">Takes the requests.</param>
internal sealed record ShadowLink(LoadedModel Shadow, Shadows Shadows)
{
    public void Mirror(ModelRun run) => Shadows.Mirror(Shadow, run);
}
