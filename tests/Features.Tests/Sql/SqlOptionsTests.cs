using FedMl.Features.Sql;
using FedMl.Features.Sql.Drivers;

namespace FedMl.Features.Tests.Sql;

public sealed class SqlOptionsTests : IDisposable
{
    private readonly HanaServer server = new();

    public void Dispose() => server.Dispose();

    [Fact]
    public void FaultsOf_CompleteOptions_AreNone() => Assert.Empty(SqlOptionsValidator.FaultsOf(server.Options));

    [Fact]
    public void FaultsOf_Defaults_NameEveryFault()
    {
        var faults = SqlOptionsValidator.FaultsOf(new SqlOptions()).ToArray();
        Assert.All(["Host", "User", "PasswordFile", "Driver"], option => Assert.Single(faults, fault => fault.StartsWith($"Features:Sql:{option} ", StringComparison.Ordinal)));
        Assert.Equal(4, faults.Length);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("hana.example.com", false)]
    [InlineData("10.0.0.1", false)]
    public void FaultsOf_WithoutTls_IsForLoopbackOnly(string host, bool isAllowed)
    {
        var options = server.Options;
        (options.Host, options.Tls) = (host, false);
        Assert.Equal(isAllowed, !SqlOptionsValidator.FaultsOf(options).Any(fault => fault.Contains("Tls", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("https://hana.example.com")]
    [InlineData("hana.example.com:443")]
    [InlineData("hana.example.com;encrypt=false")]
    public void FaultsOf_HostThatIsNone_IsAFault(string host)
    {
        var options = server.Options;
        options.Host = host;
        Assert.Contains("Host", Assert.Single(SqlOptionsValidator.FaultsOf(options)), StringComparison.Ordinal);
    }

    [Fact]
    public void FaultsOf_LimitsOutOfRange_AreFaults()
    {
        var options = server.Options;
        (options.PoolSize, options.MaxKeysPerStatement, options.StatementTimeoutSeconds) = (0, 16_385, 3601);
        Assert.Equal(3, SqlOptionsValidator.FaultsOf(options).Count());
        (options.PoolSize, options.MaxKeysPerStatement, options.StatementTimeoutSeconds) = (1, 16_384, 3600);
        Assert.Empty(SqlOptionsValidator.FaultsOf(options));
    }

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    [InlineData(0, false)]
    public void FaultsOf_PasswordFile_HasALimit(int length, bool isAllowed)
    {
        var options = server.Options;
        File.WriteAllText(options.PasswordFile, new string('p', length));
        Assert.Equal(isAllowed, !SqlOptionsValidator.FaultsOf(options).Any());
    }

    [Fact]
    public void Of_Options_AreSapsWords()
    {
        var options = server.Options;
        (options.Host, options.Port, options.Schema) = ("abc.hanacloud.ondemand.com", 443, "SALES");
        Assert.Equal(
            "Server=abc.hanacloud.ondemand.com:443;UserName=SALES#READER;Password='p;w\"=';encrypt=true;sslValidateCertificate=true;Connection Timeout=15;"
            + "communicationTimeout=35000;Pooling=true;Max Pool Size=16;Connection Lifetime=180;Persist Security Info=false;Current Schema=SALES",
            HanaConnectionString.Of(options, "p;w\"="));
    }
}
