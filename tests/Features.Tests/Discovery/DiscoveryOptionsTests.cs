using Microsoft.Extensions.Options;

namespace FedMl.Features.Tests.Discovery;

public sealed class DiscoveryOptionsTests
{
    [Theory]
    [InlineData("CatalogSeconds", "-1", "86401", "0", "86400")]
    [InlineData("MaxAssets", "0", "10000001", "1", "10000000")]
    [InlineData("MaxColumns", "0", "10001", "1", "10000")]
    [InlineData("MaxSampleRows", "0", "100001", "1", "100000")]
    [InlineData("MaxSampleBytes", "1023", "1073741825", "1024", "1073741824")]
    [InlineData("ProfileRows", "0", "1000001", "1", "1000000")]
    [InlineData("MaxAtATime", "0", "101", "1", "100")]
    [InlineData("TimeoutSeconds", "0", "3601", "1", "3600")]
    public async Task StartAsync_Limit_HasItsRange(string option, string tooSmall, string tooLarge, string least, string most)
    {
        foreach (var value in (string[])[tooSmall, tooLarge])
        {
            var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync($"--Features:Discovery:{option}", value));
            Assert.Contains(option, Assert.Single(failure.Failures), StringComparison.Ordinal);
        }

        await StartAsync($"--Features:Discovery:{option}", least);
        await StartAsync($"--Features:Discovery:{option}", most);
    }

    [Fact]
    public async Task StartAsync_SeveralFaults_NamesEach()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync("--Features:Discovery:MaxColumns", "0", "--Features:Discovery:TimeoutSeconds", "0"));
        Assert.All(["MaxColumns", "TimeoutSeconds"], option => Assert.Contains(failure.Failures, fault => fault.Contains(option, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task StartAsync_UnknownOption_IsNamedWithTheNearest()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync("--Features:Discovery:MaxColumn", "5"));
        Assert.Contains("MaxColumns", Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    private static async Task StartAsync(params string[] args)
    {
        await using var features = new RunningFeatures().View("none.yaml.bak", "").Data("S", "A.csv", "a,b\n1,2\n");
        await features.StartAsync(args);
    }
}
