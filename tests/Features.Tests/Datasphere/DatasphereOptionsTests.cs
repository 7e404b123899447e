using FedMl.Features.Datasphere;

namespace FedMl.Features.Tests.Datasphere;

public sealed class DatasphereOptionsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("https://tenant.eu10.hcs.cloud.sap")]
    [InlineData("https://tenant.eu10.hcs.cloud.sap:8443/")]
    [InlineData("http://localhost:5000")]
    [InlineData("http://127.0.0.1:5000")]
    [InlineData("http://[::1]:5000")]
    public void Of_AddressOfATenantOrOfThisMachine_IsTaken(string address) => Assert.Empty(Faults(options => options.BaseAddress = address));

    [Theory]
    [InlineData("")]
    [InlineData("tenant.eu10.hcs.cloud.sap")]
    [InlineData("http://tenant.eu10.hcs.cloud.sap")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("https://tenant.eu10.hcs.cloud.sap/api")]
    [InlineData("https://tenant.eu10.hcs.cloud.sap?x=1")]
    [InlineData("https://user@tenant.eu10.hcs.cloud.sap")]
    [InlineData("ftp://localhost")]
    public void Of_OtherAddress_IsAFault(string address) =>
        Assert.Contains("Features:Datasphere:BaseAddress", Assert.Single(Faults(options => options.BaseAddress = address)), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("http://tenant.authentication.eu10.hana.ondemand.com/oauth/token")]
    [InlineData("/oauth/token")]
    public void Of_OtherTokenUrl_IsAFault(string url) =>
        Assert.Contains("Features:Datasphere:TokenUrl", Assert.Single(Faults(options => options.TokenUrl = url)), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("a\nb")]
    public void Of_ClientIdThatCannotBeSent_IsAFault(string id) =>
        Assert.Contains("Features:Datasphere:ClientId", Assert.Single(Faults(options => options.ClientId = id)), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("one\ntwo")]
    public void Of_FileWithoutASecret_IsAFaultThatDoesNotSayIt(string text)
    {
        var fault = Assert.Single(Faults(options => folder.Write("secret", text)));
        Assert.Contains("Features:Datasphere:ClientSecretFile", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("two", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_NoFile_IsAFault() => Assert.Single(Faults(options => options.ClientSecretFile = folder.PathOf("none")));

    [Theory]
    [InlineData("/api/v1/x", "", true)]
    [InlineData("", "", false)]
    [InlineData("api/v1", "", false)]
    [InlineData("/api/v1/", "", false)]
    [InlineData("/api?x", "", false)]
    [InlineData("/api/v1", "old", false)]
    public void Of_Prefixes_ArePaths(string prefix, string fallback, bool isRight) =>
        Assert.Equal(isRight, !Faults(options => (options.Prefix, options.FallbackPrefix) = (prefix, fallback)).Any());

    [Theory]
    [InlineData(511, 1, 1)]
    [InlineData(512, 1, 0)]
    [InlineData(65_536, 256, 0)]
    [InlineData(65_537, 257, 2)]
    [InlineData(512, 0, 1)]
    public void Of_Limits_AreChecked(int urlLength, int requests, int faults) =>
        Assert.Equal(faults, Faults(options => (options.MaxUrlLength, options.MaxConcurrentRequests) = (urlLength, requests)).Count());

    [Fact]
    public void Of_SeveralFaults_AreAllTold() => Assert.Equal(4, DatasphereOptionsFaults.Of(new DatasphereOptions()).Count());

    private IEnumerable<string> Faults(Action<DatasphereOptions> change)
    {
        var options = new DatasphereOptions
        {
            BaseAddress = "https://tenant.eu10.hcs.cloud.sap",
            TokenUrl = "https://tenant.authentication.eu10.hana.ondemand.com/oauth/token",
            ClientId = "sb-1!b2|client!b3",
            ClientSecretFile = folder.Write("secret", "one line\r\n"),
        };
        change(options);
        return DatasphereOptionsFaults.Of(options);
    }
}
