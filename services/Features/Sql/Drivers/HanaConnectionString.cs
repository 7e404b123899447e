using System.Data.Common;
using System.Globalization;

namespace FedMl.Features.Sql.Drivers;

/// <summary>Connection strings in the words of SAP's driver, which ours understands too.</summary>
internal static class HanaConnectionString
{
    // Longer than a statement may take: what is over then is the connection.
    private const int SecondsBeyondStatement = 5;

    public static string Of(SqlOptions options, string password)
    {
        var keys = new DbConnectionStringBuilder
        {
            ["Server"] = string.Create(CultureInfo.InvariantCulture, $"{options.Host}:{options.Port}"),
            ["UserName"] = options.User,
            ["Password"] = password,
            ["encrypt"] = options.Tls ? "true" : "false",
            ["sslValidateCertificate"] = options.Tls ? "true" : "false",
            ["Connection Timeout"] = options.ConnectTimeoutSeconds,
            ["communicationTimeout"] = (options.StatementTimeoutSeconds + SecondsBeyondStatement) * 1000,
            ["Pooling"] = "true",
            ["Max Pool Size"] = options.PoolSize,
            ["Connection Lifetime"] = options.IdleSeconds,
            ["Persist Security Info"] = "false",
        };
        if (options.Schema.Length > 0)
        {
            keys["Current Schema"] = options.Schema;
        }

        return keys.ConnectionString;
    }
}
