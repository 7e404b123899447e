using FedMl.ServiceDefaults.SignIn.Issuers;

namespace FedMl.ServiceDefaults.Tests.SignIn;

/// <summary>The hostile issuers of SAP's own tests, and more of their classes.</summary>
public sealed class IssuerRuleTests
{
    private static readonly string[] Trusted = ["customer.ondemand.com", "accounts400.ondemand.com"];

    [Theory]
    [InlineData("https://accounts400.ondemand.com")]
    [InlineData("https://tenant.accounts400.ondemand.com")]
    [InlineData("https://tenant-0815WithNumbers.accounts400.ondemand.com")]
    public void Issuer_OfTheDomainOrOneLabelBelow_IsTrusted(string issuer) => Assert.True(IsTrusted(issuer));

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void Issuer_WithALabel_IsTrustedUpTo63Characters(int length, bool trusted) =>
        Assert.Equal(trusted, IsTrusted("https://" + new string('a', length) + ".accounts400.ondemand.com"));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("https://")]
    [InlineData("http://")]
    [InlineData("http://accounts400.ondemand.com")]
    [InlineData("accounts400.ondemand.com")] // SAP's library takes it, for tokens of old
    [InlineData("HTTPS://accounts400.ondemand.com")]
    [InlineData("https://accou\tnts400.ondemand.com")]
    [InlineData("https://accounts400.onde\nmand.com")]
    [InlineData("https://tena\nnt.accounts400.ondemand.com")]
    [InlineData("https://tenant\n.accounts400.ondemand.com")]
    [InlineData("https://accounts400.ondemand.com\n")]
    [InlineData("https://tenant.accounts400.ondemand.com\r\n")]
    [InlineData("https://accounts400%2eondemand.com")]
    [InlineData("https://accounts400.ondemand.com%2eattackerdomain.com")]
    [InlineData("https://tenant%2eaccounts400.ondemand.com")]
    [InlineData("https://attackerdomain.com%2eaccounts400.ondemand.com")]
    [InlineData("https://accounts400.ondemand.coma")]
    [InlineData("https://accounts400.ondemand.com0")]
    [InlineData("https://accounts400.ondemand.com/")]
    [InlineData("https://accounts400.ondemand.com/path")]
    [InlineData("https://accounts400.ondemand.com%2f")]
    [InlineData("https://accounts400.ondemand.com&")]
    [InlineData("https://accounts400.ondemand.com?")]
    [InlineData("https://accounts400.ondemand.com?foo=bar")]
    [InlineData("https://accounts400.ondemand.com#foo")]
    [InlineData("https://user@accounts400.ondemand.com")]
    [InlineData("https://user%40accounts400.ondemand.com")]
    [InlineData("https://attackerdomain.com")]
    [InlineData("https://tenant.attackerdomain.com")]
    [InlineData("https://myaccounts400.ondemand.com")]
    [InlineData("https://a.b.accounts400.ondemand.com")]
    [InlineData("https://.accounts400.ondemand.com")]
    [InlineData("https://attacker.com/.accounts400.ondemand.com")]
    [InlineData("https://attacker.com#.accounts400.ondemand.com")]
    [InlineData("https://accounts400.ondemand.com.attackerDomain.com")]
    [InlineData("https://accounts400.ondemand.com%2dattackerDomain.com")]
    [InlineData("https://аccounts400.ondemand.com")] // a Cyrillic letter
    public void Issuer_ThatLooksAlike_IsNotTrusted(string issuer) => Assert.False(IsTrusted(issuer));

    [Fact]
    public void Issuer_WithoutADomain_IsNeverTrusted()
    {
        Assert.False(Domains.IsIn("https://", "", ""));
        Assert.False(Domains.IsIn("https://attacker", "", ""));
    }

    [Theory]
    [InlineData("https://sub.authentication.eu10.hana.ondemand.com/oauth/token", true)]
    [InlineData("https://authentication.eu10.hana.ondemand.com/oauth/token", true)]
    [InlineData("https://sub.authentication.eu10.hana.ondemand.com", false)]
    [InlineData("https://sub.authentication.eu10.hana.ondemand.com/oauth/token/", false)]
    [InlineData("https://attacker/oauth/token?authentication.eu10.hana.ondemand.com/oauth/token", false)]
    [InlineData("https://sub.authentication.eu20.hana.ondemand.com/oauth/token", false)]
    public void Issuer_OfXsuaa_HasItsPath(string issuer, bool trusted) =>
        Assert.Equal(trusted, Domains.IsIn(issuer, "authentication.eu10.hana.ondemand.com", "/oauth/token"));

    private static bool IsTrusted(string issuer) => Trusted.Any(domain => Domains.IsIn(issuer, domain, ""));
}
