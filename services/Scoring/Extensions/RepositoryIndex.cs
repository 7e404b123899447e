using FedMl.Protos.Errors.V1;
using FedMl.Protos.Inference;
using FedMl.Protos.Scoring.V1;
using FedMl.ScoringEngine.Store;
using FedMl.ServiceDefaults.Errors;
using ModelIndex = FedMl.Protos.Inference.RepositoryIndexResponse.Types.ModelIndex;

namespace FedMl.Scoring.Extensions;

/// <summary>
/// Extension <c>model_repository</c>: what is published can always be listed.
/// </summary>
internal sealed class RepositoryIndex(ModelStore models, ModelCatalogue catalogue)
{
    /// <param name="repository">Must be empty: there is one repository.</param>
    /// <param name="onlyReady">True: only versions that can be scored.</param>
    public RepositoryIndexResponse List(string repository, bool onlyReady)
    {
        RefuseOther(repository);
        if (!models.IsKnown)
        {
            throw new ServiceException(ErrorReason.ModelNotReady, "The models of the registry are not known yet.");
        }

        var response = new RepositoryIndexResponse();
        response.Models.AddRange(catalogue.List("").Where(s => !onlyReady || s.State == ModelState.Ready).Select(Describe));
        return response;
    }

    /// <exception cref="ServiceException">NOT_SUPPORTED.</exception>
    public static void RefuseOther(string repository)
    {
        if (repository.Length > 0)
        {
            throw new ServiceException(ErrorReason.NotSupported, "A repository's name is not supported: there is one repository, the registry.");
        }
    }

    private static ModelIndex Describe(ModelStatus status) => status.State switch
    {
        ModelState.Ready => IndexOf(status, "READY", ""),
        ModelState.Loading => IndexOf(status, "LOADING", ""),
        ModelState.Failed => IndexOf(status, "UNAVAILABLE", status.Message),
        _ => IndexOf(status, "UNAVAILABLE", "not loaded; it is loaded when it is asked for"),
    };

    private static ModelIndex IndexOf(ModelStatus status, string state, string reason) =>
        new() { Name = status.Model, Version = status.Version, State = state, Reason = reason };
}
