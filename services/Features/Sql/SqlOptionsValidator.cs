using System.ComponentModel.DataAnnotations;
using System.Net;
using FedMl.Features.Sql.Drivers;

namespace FedMl.Features.Sql;

/// <summary>Finds what keeps a database from being read, before the service starts.</summary>
internal static class SqlOptionsValidator
{
    private const int MaxHostLength = 253;

    public static IEnumerable<string> FaultsOf(SqlOptions options)
    {
        List<ValidationResult> annotated = [];
        Validator.TryValidateObject(options, new ValidationContext(options), annotated, validateAllProperties: true);
        foreach (var fault in annotated)
        {
            yield return $"{SqlOptions.Section}: {fault.ErrorMessage}";
        }

        if (options.Host.Length > MaxHostLength || Uri.CheckHostName(options.Host) == UriHostNameType.Unknown)
        {
            yield return Fault(nameof(options.Host), "must be a host name without a scheme or port");
        }
        else if (!options.Tls && !IsLoopback(options.Host))
        {
            yield return Fault(nameof(options.Tls), "can be off on loopback only");
        }

        if (options.User.Length == 0 || options.User.Any(char.IsControl))
        {
            yield return Fault(nameof(options.User), "must be a database user, such as SPACE#USER");
        }

        foreach (var fault in SecretFaultsOf(options))
        {
            yield return fault;
        }

        if (options.Schema.Length > 0 && !Statements.SqlName.CanExist(options.Schema))
        {
            yield return Fault(nameof(options.Schema), "must be a schema's name, up to 127 bytes");
        }

        if (!HanaDrivers.TryFind(options, out _, out var missing))
        {
            yield return missing;
        }
    }

    /// <summary>Those of the files that hold secrets.</summary>
    public static IEnumerable<string> SecretFaultsOf(SqlOptions options)
    {
        if (PasswordFile.TryRead(options.PasswordFile) is null)
        {
            yield return Fault(nameof(options.PasswordFile), "must be a file that can be read and holds the password, up to 4096 bytes");
        }
    }

    private static string Fault(string option, string description) => $"{SqlOptions.Section}:{option} {description}.";

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
