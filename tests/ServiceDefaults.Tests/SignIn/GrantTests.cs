using FedMl.Protos.Auth.V1;
using FedMl.ServiceDefaults.SignIn;
using FedMl.ServiceDefaults.SignIn.Grants;
using FedMl.ServiceDefaults.SignIn.Rights;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>Who sees what by name.</summary>
public sealed class GrantTests
{
    private readonly HttpContextAccessor request = new();

    [Fact]
    public void Sees_WithoutGrants_Everything()
    {
        var caller = CallerOf([], "a");

        Assert.True(caller.Sees(Resource.Models, "x"));
        Assert.True(caller.SeesAll(Resource.Models));
    }

    [Fact]
    public void Sees_WithGrantsOfTheKind_WhatIsListedOnly()
    {
        var caller = CallerOf(new() { ["Models"] = new() { ["x"] = new() { Tenants = ["a"] }, ["y"] = new() { Tenants = ["b"] } } }, "a");

        Assert.True(caller.Sees(Resource.Models, "x"));
        Assert.False(caller.Sees(Resource.Models, "y"));
        Assert.False(caller.Sees(Resource.Models, "z"));
        Assert.False(caller.Sees(Resource.Models, "X"));
        Assert.False(caller.SeesAll(Resource.Models));
        Assert.True(caller.Sees(Resource.FeatureViews, "z"));
    }

    [Fact]
    public void Sees_AStar_WhatHasNoGrantOfItsOwn()
    {
        var caller = CallerOf(new() { ["models"] = new() { ["*"] = new(), ["y"] = new() { Tenants = ["b"] } } }, "a");

        Assert.True(caller.Sees(Resource.Models, "anything"));
        Assert.False(caller.Sees(Resource.Models, "y"));
    }

    [Fact]
    public void Sees_OfRandomGrants_IffTenantAndGroupAreListed()
    {
        var random = new Random(20261124);
        string[] names = ["p", "q", "r"];
        for (var round = 0; round < 2000; round++)
        {
            var grant = new GrantOptions { Tenants = [.. names.Where(_ => random.Next(2) == 0)], Groups = [.. names.Where(_ => random.Next(2) == 0)] };
            var (tenant, groups) = (names[random.Next(3)], names.Where(_ => random.Next(2) == 0).ToArray());

            var sees = CallerOf(new() { ["Models"] = new() { ["x"] = grant } }, tenant, groups).Sees(Resource.Models, "x");

            Assert.Equal((grant.Tenants is [] || grant.Tenants.Contains(tenant)) && (grant.Groups is [] || grant.Groups.Intersect(groups).Any()), sees);
        }
    }

    [Fact]
    public void Tenant_OfWhoeverIsAnswered_IsTold()
    {
        Assert.Equal("a", CallerOf([], "a").Tenant);
        request.HttpContext = null;
        Assert.Equal(Caller.LocalTenant, new CurrentCaller(Options.Create(new AuthOptions()), request).Tenant);
    }

    private CurrentCaller CallerOf(Dictionary<string, Dictionary<string, GrantOptions>> grants, string tenant, params string[] groups)
    {
        request.HttpContext = new DefaultHttpContext();
        request.HttpContext.Features.Set(new Caller(tenant, "c", null, RightSet.All, groups));
        return new CurrentCaller(Options.Create(new AuthOptions { Grants = grants }), request);
    }
}
