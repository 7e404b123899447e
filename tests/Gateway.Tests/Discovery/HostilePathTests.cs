using FedMl.Protos.Errors.V1;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Tests.Discovery;

/// <summary>What a path can hold to do harm is one name, passed on as it is, or no path at all.</summary>
public sealed class HostilePathTests
{
    [Theory]
    [InlineData("V%22%3B%20DROP%20TABLE%20X--", "V\"; DROP TABLE X--")]
    [InlineData("a%22.%22b", "a\".\"b")]
    [InlineData("x'%20or%20true", "x' or true")]
    [InlineData("%D0%90", "А")]
    public async Task Get_HostileNameOfAnAsset_IsPassedOnAsOneName(string segment, string name)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.StandIn.Fail<DescribeAssetRequest>(() => RpcErrors.ToRpcException(new ServiceException(ErrorReason.AssetNotFound, "There is no asset of that name in the space.")));

        var problem = await (await gateway.GetAsync($"/v1/spaces/S/assets/{segment}")).JsonAsync(404);

        Assert.Equal("ASSET_NOT_FOUND", (string?)problem["reason"]);
        Assert.Equal(new DescribeAssetRequest { Space = "S", Asset = name }, gateway.StandIn.Single<DescribeAssetRequest>());
    }

    [Theory]
    [InlineData("%2527")]
    [InlineData("..%5c..%5cx")]
    [InlineData("line%0D%0Aforged")]
    [InlineData("%1B%5B31m")]
    public async Task Get_NameThatNoPathCanHold_IsRefusedAndNotLogged(string segment)
    {
        await using var gateway = await TestGateway.StartAsync();

        var problem = await (await gateway.GetAsync($"/v1/spaces/S/assets/{segment}")).JsonAsync(400);

        Assert.Equal("MALFORMED_REQUEST", (string?)problem["reason"]);
        Assert.DoesNotContain("\nforged", gateway.Log.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/spaces/S/assets/A/../../../../admin")]
    [InlineData("/v1/spaces/%2e%2e/%2e%2e/admin")]
    [InlineData("/v1/spaces/S/assets/%00")]
    [InlineData("/v1//spaces")]
    [InlineData("/v1/spaces/S/assets/A/rows/more")]
    public async Task Get_PathOfNothing_ReachesNoNeighbour(string path)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {gateway.Address.Authority}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var status = await reader.ReadLineAsync();

        Assert.Matches("^HTTP/1.1 40[045]", status);
    }
}
