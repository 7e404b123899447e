using FedMl.ServiceDefaults.Neighbours;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace FedMl.ServiceDefaults.SignIn.Neighbours;

/// <summary>Tells a neighbour who calls: the token of the request that is being answered, as it came, and that we are one of its own.</summary>
internal sealed class IdentityInterceptor(IHttpContextAccessor request, NeighbourToken token) : HeaderInterceptor
{
    protected override void Add(Metadata headers, bool stream)
    {
        if (request.HttpContext?.Request.Headers.Authorization is [{ } authorization])
        {
            headers.Add("authorization", authorization);
        }

        if (token.Own is { } own)
        {
            headers.Add(NeighbourToken.Header, own);
        }
    }
}
