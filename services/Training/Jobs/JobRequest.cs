using FedMl.Training.Templates;

namespace FedMl.Training.Jobs;

/// <summary>What was asked for, whole: a template that changes later changes no job.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Tenant">Whose job.</param>
/// <param name="Digest">Of what was asked for, to tell a repeated request from another one with the same key.</param>
/// <param name="Template">The template as it was.</param>
/// <param name="Parameters">A value for each of its parameters.</param>
/// <param name="By">Who asked; may be empty.</param>
/// <param name="Trigger">What asked.</param>
internal sealed record JobRequest(
    string Id, string Tenant, string Digest, Template Template, IReadOnlyDictionary<string, string> Parameters, string By, string Trigger)
{
    /// <summary>The tenant of callers that name none.</summary>
    public const string DefaultTenant = "local";

    public const string Manual = "manual";
}
