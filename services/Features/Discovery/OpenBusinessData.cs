using FedMl.Protos.Auth.V1;
using FedMl.Protos.Errors.V1;
using FedMl.ServiceDefaults.Errors;
using FedMl.ServiceDefaults.SignIn.Grants;

namespace FedMl.Features.Discovery;

/// <summary>
/// Where views are granted by name, nobody looks past them into what they are made of: the source does not know whose its rows are.
/// </summary>
internal sealed class OpenBusinessData(CurrentCaller caller)
{
    /// <exception cref="ServiceException">DISABLED.</exception>
    public void Check()
    {
        if (!caller.SeesAll(Resource.FeatureViews))
        {
            throw new ServiceException(ErrorReason.Disabled, "Spaces and assets are not shown where feature views are granted by name (Auth:Grants:FeatureViews).");
        }
    }
}
