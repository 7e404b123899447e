using FedMl.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Tests.Hosting;

public sealed class ListenOptionsTests
{
    [Theory]
    [InlineData("0.0.0.0", "loopback")]
    [InlineData("192.168.0.1", "loopback")]
    [InlineData("not-an-address", "IP address")]
    public async Task Start_AddressThatIsNotLoopback_IsRefused(string address, string why)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(ServiceHost.CreateBuilder(["--Listen:Address", address], "test", l => l.GrpcPort = 0)));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_SamePortTwice_IsRefused()
    {
        await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(ServiceHost.CreateBuilder([], "test", l => (l.GrpcPort, l.RestPort) = (5000, 5000))));
    }

    [Theory]
    [InlineData("--Limits:MaxMessageBytes", "5")]
    [InlineData("--Limits:MaxConnections", "0")]
    public async Task Start_LimitOutOfRange_NamesTheField(string option, string value)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(ServiceHost.CreateBuilder([option, value], "test", l => l.GrpcPort = 0)));

        Assert.Contains(option.Split(':')[1], refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownKey_IsRefused()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(ServiceHost.CreateBuilder(["--Limits:MaxMesageBytes", "100000"], "test", l => l.GrpcPort = 0)));

        Assert.Contains("MaxMesageBytes", refused.ToString(), StringComparison.Ordinal);
    }

    private static async Task StartAsync(WebApplicationBuilder builder)
    {
        await using var app = builder.Build();
        await app.StartAsync();
    }
}
